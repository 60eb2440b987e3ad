package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The commands that a service runs beside its program: one at a time, in order. */
final class ControlCommands {
  private final Host host;
  private final UnitName unit;
  private Optional<SimulatedProcess> process = Optional.empty();

  ControlCommands(Host host, UnitName unit) {
    this.host = host;
    this.unit = unit;
  }

  /**
   * Runs commands.
   *
   * @param whenBegun run each time that one has begun
   * @param then run when all have ended well; at once when there are none
   * @param failed told the result when one has failed; the rest is not run
   */
  void run(List<CommandLine> commands, Runnable whenBegun, Runnable then, Consumer<String> failed) {
    process = Optional.empty();
    if (commands.isEmpty()) {
      then.run();
      return;
    }
    CommandLine command = commands.getFirst();
    List<CommandLine> rest = commands.subList(1, commands.size());
    process =
        Optional.of(
            start(
                command,
                ending -> {
                  if (ending.isClean(false, Set.of()) || command.ignoreFailure()) {
                    run(rest, whenBegun, then, failed);
                  } else {
                    process = Optional.empty();
                    host.log(unit, "%s: Control process exited, %s".formatted(unit, ending));
                    failed.accept(ending.result());
                  }
                }));
    whenBegun.run();
  }

  private SimulatedProcess start(CommandLine command, Consumer<Ending> whenEnded) {
    Optional<Course> known = Course.wellKnown(command.arguments());
    Course course = known.orElse(Course.ends(Duration.ZERO, Ending.exited(0)));
    return new SimulatedProcess(
        host, unit, command.program(), course, known.isPresent(), whenEnded);
  }

  /** Ends what runs, without a word. */
  void vanish() {
    process.ifPresent(SimulatedProcess::vanish);
    process = Optional.empty();
  }
}
