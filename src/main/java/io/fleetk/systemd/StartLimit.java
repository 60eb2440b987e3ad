package io.fleetk.systemd;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Counts starts: at most so many within an interval that begins with the first of them. */
final class StartLimit {
  private Optional<Instant> began = Optional.empty();
  private int starts;

  /** Whether one more start is allowed now; counts it if so. */
  boolean allows(Instant now, Duration interval, int burst) {
    if (interval.isZero() || burst == 0) {
      return true;
    }
    if (began.isEmpty() || now.isAfter(began.get().plus(interval))) {
      began = Optional.of(now);
      starts = 0;
    }
    if (starts >= burst) {
      return false;
    }
    starts++;
    return true;
  }

  void reset() {
    began = Optional.empty();
    starts = 0;
  }
}
