package io.fleetk.balance;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How fast a balancer does what it does.
 *
 * @param calm between two checks of a backend that is sound and of which the fleet says nothing bad
 * @param doubt between two checks of any other
 * @param checkTimeout how long one check may take
 * @param connectTimeout how long one backend may take to accept a connection
 * @param patience how long a client is kept waiting while no backend accepts its connection
 * @param retry before the fleet is asked again, and before backends that all refused are tried
 *     again
 * @param idle a connection on which nothing moved for so long may be closed when the balancer ends
 * @param grace how long the others may then go on
 */
record Tempo(
    Duration calm,
    Duration doubt,
    Duration checkTimeout,
    Duration connectTimeout,
    Duration patience,
    Duration retry,
    Duration idle,
    Duration grace) {
  /** What suits machines in one network. */
  static final Tempo DEFAULT =
      new Tempo(
          Duration.ofSeconds(3),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofMillis(250),
          Duration.ofMillis(250),
          Duration.ofSeconds(3));

  Tempo {
    requireNonNull(calm);
    requireNonNull(doubt);
    requireNonNull(checkTimeout);
    requireNonNull(connectTimeout);
    requireNonNull(patience);
    requireNonNull(retry);
    requireNonNull(idle);
    requireNonNull(grace);
  }
}
