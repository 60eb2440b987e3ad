package io.fleetk.cli;

import io.fleetk.daemon.DevConfiguration;
import io.fleetk.daemon.DevProcess;
import io.fleetk.daemon.DevState;
import io.fleetk.fleet.Machine;
import io.fleetk.stack.MachineList;
import io.fleetk.stack.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleetk dev up}: starts the embedded fleet. */
@Command(
    name = "up",
    header = "Start the dev fleet.",
    description = {
      "Starts the dev fleet in the background, as it was when it was last stopped. Does nothing when",
      "it runs already. Commands find it by themselves when no endpoint is given."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk dev up",
      "  fleetk dev up --machines 5",
      "  fleetk dev up -f machines.yaml    a list of id, ip and metadata, as render's --machines"
    })
final class DevUpCommand extends FleetkCommand {
  private static final int USUAL_MACHINES = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ArgGroup private Wanted wanted;

  /** Which machines; one way or the other. */
  static final class Wanted {
    @Option(
        names = "--machines",
        required = true,
        paramLabel = "N",
        description = "how many machines (default: those of last time, else 3)")
    private Integer machines;

    @Option(
        names = {"-f", "--file"},
        required = true,
        paramLabel = "FILE",
        description = "a YAML list of machines")
    private Path file;
  }

  @Override
  public Integer call() throws StackException, IOException, InterruptedException {
    Path directory = DevState.directory(surroundings().environment());
    Optional<DevConfiguration> asked = asked();
    Optional<DevConfiguration> last = DevConfiguration.load(directory);
    Optional<DevState> running = DevState.running(directory);
    if (running.isPresent()) {
      if (asked.isPresent()
          && last.isPresent()
          && !asked.get().machines().equals(last.get().machines())) {
        throw CommandFailure.failed(
            "the dev fleet runs already, with other machines; 'fleetk dev down' first, then this"
                + " again (its units stay)");
      }
      tell(running.get(), last.map(DevConfiguration::machines).orElse(List.of()), "runs already");
      return ExitCode.OK;
    }
    DevConfiguration configuration =
        asked.or(() -> last).orElseGet(() -> DevConfiguration.of(USUAL_MACHINES));
    DevState state = new DevProcess(directory).start(configuration, PATIENCE);
    tell(state, configuration.machines(), "is up");
    return ExitCode.OK;
  }

  private Optional<DevConfiguration> asked() throws StackException {
    if (wanted == null) {
      return Optional.empty();
    }
    if (wanted.machines != null) {
      if (wanted.machines < 1 || wanted.machines > DevConfiguration.MAX_MACHINES) {
        throw CommandFailure.badInput(
            "--machines %d: give a number from 1 to %d"
                .formatted(wanted.machines, DevConfiguration.MAX_MACHINES));
      }
      return Optional.of(DevConfiguration.of(wanted.machines));
    }
    List<Machine> machines = MachineList.read(wanted.file);
    if (machines.isEmpty() || machines.size() > DevConfiguration.MAX_MACHINES) {
      throw CommandFailure.badInput(
          "%s lists %s: give 1 to %d"
              .formatted(
                  wanted.file,
                  Plural.of(machines.size(), "machine"),
                  DevConfiguration.MAX_MACHINES));
    }
    var specs = new ArrayList<DevConfiguration.Spec>();
    Set<String> names = new HashSet<>();
    for (Machine machine : machines) {
      String name = machine.metadata().getOrDefault("name", "m" + (specs.size() + 1));
      if (!names.add(name)) {
        throw CommandFailure.badInput(
            "%s has two machines named %s: give each a name of its own in its metadata"
                .formatted(wanted.file, name));
      }
      specs.add(
          new DevConfiguration.Spec(name, machine.id(), machine.address(), machine.metadata()));
    }
    return Optional.of(new DevConfiguration(specs, 0, DevConfiguration.AGENT_TTL));
  }

  private void tell(DevState state, List<DevConfiguration.Spec> machines, String what) {
    Paint paint = paint();
    out()
        .println(
            "%s The dev fleet %s: %s, systemd and probes simulated."
                .formatted(
                    paint.text(Paint.Tone.GOOD, paint.tick()),
                    what,
                    Plural.of(machines.size(), "machine")));
    out().println();
    out().println("  API       " + state.endpoint());
    out().println("  socket    unix://" + state.socket());
    out().println("  process   %d, up since %s".formatted(state.pid(), Ages.moment(state.since())));
    out().println();
    out()
        .println(
            "Look around with 'fleetk status' and 'fleetk machines'; stop it with 'fleetk dev down'.");
  }
}
