package io.fleetk.agent;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * How long something is left alone that has failed: 1 s at first, and twice as long each time that
 * it fails again, up to 30 s.
 *
 * @param length how long; zero when it has not failed
 * @param until when that is over
 */
record Rest(Duration length, Instant until) {
  /** Of what has not failed. */
  static final Rest NONE = new Rest(Duration.ZERO, Instant.MIN);

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  Rest {
    requireNonNull(length);
    requireNonNull(until);
  }

  /** The rest after one more failure, which was just now. */
  Rest longer(Instant now) {
    Duration doubled = length.isZero() ? FIRST : length.multipliedBy(2);
    Duration longer = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return new Rest(longer, now.plus(longer));
  }

  boolean lasts(Instant now) {
    return until.isAfter(now);
  }
}
