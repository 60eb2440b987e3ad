package io.fleetk.api;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Units that were told to stop a moment ago, which takes {@code fleetctl restart} to be one.
 *
 * <p>fleetctl 1.0 ({@code restart.go}) tells a unit to be loaded, waits until the fleet says that
 * it is <em>launched</em>, and tells it to be launched. In fleet that ends because fleet takes its
 * time, and often restarts nothing. Here a unit that was told to stop says launched for a moment
 * more, and one that is told to start again meanwhile is first let stop.
 */
final class RecentStops {
  /** fleet takes one to five seconds to say that a unit has stopped; fleetctl asks every 250 ms. */
  static final Duration RECENT = Duration.ofSeconds(2);

  /** Less than the three seconds that fleetctl waits for an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  private static final Set<String> UP = Set.of("active", "reloading", "activating");

  private final InstantSource clock;
  private final Map<UnitName, Instant> stops = new ConcurrentHashMap<>();

  RecentStops(InstantSource clock) {
    this.clock = requireNonNull(clock);
  }

  /** Notes that a unit changes its desired state. */
  void note(UnitName unit, DesiredState from, DesiredState to) {
    Instant now = clock.instant();
    stops.values().removeIf(stop -> !isRecent(stop, now));
    if (from == DesiredState.LAUNCHED && to == DesiredState.LOADED) {
      stops.put(unit, now);
    } else {
      stops.remove(unit);
    }
  }

  /** Whether a unit was told to stop, and to do nothing else since, a moment ago. */
  boolean has(UnitName unit) {
    Instant stop = stops.get(unit);
    return stop != null && isRecent(stop, clock.instant());
  }

  private static boolean isRecent(Instant stop, Instant now) {
    return now.isBefore(stop.plus(RECENT));
  }

  /**
   * Waits until a unit that is to start has obeyed when it was told to stop: else its machine,
   * which only follows what the fleet wants last, may hear of neither. Gives up when the machine
   * takes long; then it is busy stopping, or away.
   */
  void awaitObeyed(UnitName unit, Fleet fleet) {
    Instant deadline = clock.instant().plus(PATIENCE);
    while (has(unit) && isUp(unit, fleet) && clock.instant().isBefore(deadline)) {
      try {
        Thread.sleep(BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static boolean isUp(UnitName unit, Fleet fleet) {
    return fleet.view().statuses(unit).stream().map(UnitStatus::activeState).anyMatch(UP::contains);
  }
}
