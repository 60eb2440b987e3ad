package io.fleetk.systemd;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long the programs of a simulated machine take.
 *
 * @param startDelay from a program's start until it is up: it says {@code READY=1}, forks away,
 *     serves; a oneshot of which nothing is known has ended by then
 * @param stopDelay from SIGTERM until a program is gone
 * @param jitter at most this much is added to either, evenly distributed
 * @param random where the jitter comes from
 */
public record Behaviour(
    Duration startDelay, Duration stopDelay, Duration jitter, RandomGenerator random) {
  /**
   * Behaviour of a machine's programs.
   *
   * @throws IllegalArgumentException when a duration is negative
   */
  public Behaviour {
    requireNonNull(random);
    if (startDelay.isNegative() || stopDelay.isNegative() || jitter.isNegative()) {
      throw new IllegalArgumentException(
          "no delay may be negative: start %s, stop %s, jitter %s"
              .formatted(startDelay, stopDelay, jitter));
    }
  }

  /** Behaviour without jitter: the same delays every time. */
  public static Behaviour steady(Duration startDelay, Duration stopDelay) {
    return new Behaviour(startDelay, stopDelay, Duration.ZERO, () -> 0);
  }

  /** How long the next start takes. */
  Duration nextStart() {
    return startDelay.plus(nextJitter());
  }

  /** How long the next stop takes. */
  Duration nextStop() {
    return stopDelay.plus(nextJitter());
  }

  private Duration nextJitter() {
    return jitter.isZero() ? Duration.ZERO : Duration.ofNanos(random.nextLong(jitter.toNanos()));
  }
}
