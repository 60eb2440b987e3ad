package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** A process that follows its course until it ends or is told to. */
final class SimulatedProcess {
  private final Host host;
  private final UnitName unit;
  private final String program;
  private final int pid;
  private final boolean wellKnown;
  private final Consumer<Ending> whenEnded;
  private Optional<Host.Alarm> end;
  private final Host.Alarm print;

  /**
   * A process that begins now.
   *
   * @param wellKnown whether the course is what the command really does, and not merely assumed
   * @param whenEnded told once how it ended
   */
  SimulatedProcess(
      Host host,
      UnitName unit,
      String program,
      Course course,
      boolean wellKnown,
      Consumer<Ending> whenEnded) {
    this.host = host;
    this.unit = unit;
    this.program = program;
    this.pid = host.newPid();
    this.wellKnown = wellKnown;
    this.whenEnded = whenEnded;
    this.print = host.after(Host.MOMENT, () -> course.output().forEach(this::print));
    this.end =
        course
            .lasts()
            .map(lasts -> host.after(lasts.plus(Host.MOMENT), () -> ended(course.ending())));
  }

  int pid() {
    return pid;
  }

  String program() {
    return program;
  }

  boolean isWellKnown() {
    return wellKnown;
  }

  /** Prints a line, which the journal keeps. */
  void print(String line) {
    host.journal().add(host.now(), unit, "%s[%d]".formatted(program, pid), line);
  }

  /** Has it end otherwise than it would have, after a while. */
  void end(Duration after, Ending ending) {
    end.ifPresent(Host.Alarm::cancel);
    end = Optional.of(host.after(after, () -> ended(ending)));
  }

  /** Asks it to go: a program of which nothing is known ends well, others die of the signal. */
  void terminate(Duration after) {
    end(after, wellKnown ? Ending.signalled(Ending.SIGTERM) : Ending.exited(0));
  }

  /** Takes it away without a word to anyone. */
  void vanish() {
    print.cancel();
    end.ifPresent(Host.Alarm::cancel);
  }

  private void ended(Ending ending) {
    whenEnded.accept(ending);
  }
}
