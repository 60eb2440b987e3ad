package io.fleetk.systemd;

import java.time.Duration;
import java.util.Optional;

/** The one thing that happens to a service if nothing else does in time. */
final class Deadline {
  private final Host host;
  private Optional<Host.Alarm> alarm = Optional.empty();

  Deadline(Host host) {
    this.host = host;
  }

  /** Sets it, in place of what was set before; an empty time is never. */
  void set(Optional<Duration> time, Runnable action) {
    clear();
    alarm = time.map(delay -> host.after(delay, action));
  }

  void clear() {
    alarm.ifPresent(Host.Alarm::cancel);
    alarm = Optional.empty();
  }
}
