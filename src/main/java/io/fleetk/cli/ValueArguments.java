package io.fleetk.cli;

import io.fleetk.fleet.Machine;
import io.fleetk.stack.MachineList;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** With which values stacks are rendered. */
final class ValueArguments {
  @Option(
      names = {"-f", "--values"},
      paramLabel = "FILE",
      description = "a YAML file of values, over stack.yaml's; later ones win")
  private List<Path> valueFiles = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "values over all files', as Helm writes them: a.b=c,d[0]=e")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = "--machines",
      paramLabel = "FILE",
      description = "take the machines that templates see from a YAML list, not from the fleet")
  private Path machines;

  /** Whether any is given. */
  boolean isGiven() {
    return !valueFiles.isEmpty() || !sets.isEmpty() || machines != null;
  }

  /** Whether a file gives the machines, so that no fleet is asked. */
  boolean namesMachines() {
    return machines != null;
  }

  /** A stack's directory with these values. */
  StackSource source(Path directory) {
    return new StackSource(directory, valueFiles, sets);
  }

  /**
   * The machines that templates see.
   *
   * @param members gives the fleet's members, unless a file does
   * @throws StackException when the file is no list of machines
   */
  List<Machine> machines(Members members) throws StackException, IOException {
    return machines == null ? members.list() : MachineList.read(machines);
  }

  /** Tells who is in the fleet. */
  @FunctionalInterface
  interface Members {
    /** The members. */
    List<Machine> list() throws IOException;
  }
}
