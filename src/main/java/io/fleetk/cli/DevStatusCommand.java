package io.fleetk.cli;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.cli.Table.Cell;
import io.fleetk.daemon.DevControl;
import io.fleetk.daemon.DevMachineState;
import io.fleetk.daemon.DevState;
import io.fleetk.fleet.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fleetk dev status}: the embedded fleet and what is broken in it on purpose. */
@Command(
    name = "status",
    header = "Show the dev fleet and what is broken in it.",
    description = {
      "Shows where the dev fleet is, its simulated machines, and what was broken on them on"
          + " purpose.",
      "Exits 1 when no dev fleet runs."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk dev status", "  fleetk dev status -o json"})
final class DevStatusCommand extends FleetkCommand {
  @Mixin private ListFormat output;

  @Override
  public Integer call() throws IOException {
    Path directory = DevState.directory(surroundings().environment());
    Optional<DevState> state = DevState.running(directory);
    if (state.isEmpty()) {
      throw CommandFailure.failed("no dev fleet runs; start one with 'fleetk dev up'");
    }
    List<DevMachineState> machines = new DevControl(directory).machines();
    var document = new Document(state.get(), machines);
    switch (output.form()) {
      case JSON, YAML -> output.document(document).forEach(out()::println);
      case NAME -> machines.forEach(machine -> out().println(machine.name()));
      case TABLE, WIDE -> {
        out()
            .println(
                "The dev fleet is up at %s (process %d, since %s)."
                    .formatted(
                        state.get().endpoint(),
                        state.get().pid(),
                        Ages.moment(state.get().since())));
        out().println("systemd, its journal and the probes are simulated.");
        out().println();
        print(table(machines, output.wide()).headed(output.headed()));
      }
    }
    return ExitCode.OK;
  }

  /** The dev fleet in a document. */
  record Document(DevState fleet, List<DevMachineState> machines) {}

  /** The simulated machines as a table. */
  static Table table(List<DevMachineState> machines, boolean wide) {
    var table = new Table("NAME", "MACHINE", "ADDRESS", "POWER", "METADATA", "BROKEN");
    for (DevMachineState machine : machines) {
      table.row(
          Cell.of(machine.name()),
          Cell.of(wide ? machine.id() : Machine.shortId(machine.id())),
          Cell.of(machine.address()),
          machine.powered() ? new Cell(Tone.GOOD, "on") : new Cell(Tone.BAD, "off"),
          Cell.of(
              String.join(
                  ",",
                  new TreeMap<>(machine.metadata())
                      .entrySet().stream()
                          .map(pair -> pair.getKey() + "=" + pair.getValue())
                          .toList())),
          new Cell(Tone.WARN, String.join("; ", machine.faults())));
    }
    return table;
  }
}
