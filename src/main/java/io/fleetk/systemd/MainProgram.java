package io.fleetk.systemd;

import io.fleetk.unit.CarriedFile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The program that a service is there for: it comes up after a while, serves, and writes the files
 * that its unit says it is ready by.
 */
final class MainProgram {
  private static final int FILE_MODE = 0644;

  private final Host host;
  private final UnitDefinition definition;
  private final CommandLine command;
  private final Consumer<MainProgram> whenUp;
  private final SimulatedProcess process;
  private final Optional<Host.Alarm> comingUp;
  private boolean up;

  /**
   * Starts the program.
   *
   * @param whenUp told when it is up, if it ever is
   * @param whenEnded told when it ended
   */
  MainProgram(
      Host host,
      UnitDefinition definition,
      CommandLine command,
      Consumer<MainProgram> whenUp,
      BiConsumer<MainProgram, Ending> whenEnded) {
    this.host = host;
    this.definition = definition;
    this.command = command;
    this.whenUp = whenUp;
    boolean oneshot = definition.service().type() == ServiceType.ONESHOT;
    Duration startup = host.behaviour().nextStart().plus(faultDelay());
    Optional<Course> known = Course.wellKnown(command.arguments());
    OptionalInt fault = host.faults().exitStatus(definition.name());
    Course course =
        fault.isPresent()
            ? faulty(startup, fault.getAsInt())
            : known.orElse(oneshot ? Course.ends(startup, Ending.exited(0)) : Course.forever());
    this.process =
        new SimulatedProcess(
            host,
            definition.name(),
            command.program(),
            course,
            known.isPresent(),
            ending -> ended(ending, whenEnded));
    this.comingUp =
        fault.isPresent() || oneshot
            ? Optional.empty()
            : Optional.of(host.after(startup, this::comeUp));
  }

  private Duration faultDelay() {
    return host.faults().startDelay(definition.name());
  }

  private static Course faulty(Duration startup, int status) {
    return new Course(Optional.of(startup), Ending.exited(status), List.of(complaint(status)));
  }

  private static String complaint(int status) {
    return "simulated fault: giving up with status " + status;
  }

  /** Writes the files that a unit's program is known to write. */
  static void provide(Host host, UnitDefinition definition) {
    for (String path : definition.provides()) {
      if (!host.files().exists(path)) {
        host.files()
            .write(new CarriedFile(path, FILE_MODE, "simulated by " + definition.name() + "\n"));
      }
    }
  }

  private void comeUp() {
    up = true;
    provide(host, definition);
    process.print("simulated program is up");
    whenUp.accept(this);
  }

  private void ended(Ending ending, BiConsumer<MainProgram, Ending> whenEnded) {
    up = false;
    comingUp.ifPresent(Host.Alarm::cancel);
    whenEnded.accept(this, ending);
  }

  boolean isUp() {
    return up;
  }

  boolean isWellKnown() {
    return process.isWellKnown();
  }

  boolean ignoresFailure() {
    return command.ignoreFailure();
  }

  CommandLine command() {
    return command;
  }

  int pid() {
    return process.pid();
  }

  /** Has it end with this status at once, saying so. */
  void fail(int status) {
    process.print(complaint(status));
    process.end(Host.MOMENT, Ending.exited(status));
  }

  /** Asks it to go. It serves no longer. */
  void terminate() {
    up = false;
    comingUp.ifPresent(Host.Alarm::cancel);
    process.terminate(host.behaviour().nextStop());
  }

  void kill() {
    process.end(Host.MOMENT, Ending.signalled(Ending.SIGKILL));
  }

  void vanish() {
    comingUp.ifPresent(Host.Alarm::cancel);
    process.vanish();
  }
}
