package io.fleetk.engine;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What machines were told to launch and have yet to have ready. */
final class Arrivals {
  private record Goal(Hash content, long generation, Instant since) {
    boolean isReachedBy(UnitStatus status) {
      return status.ready()
          && status.generation() >= generation
          && status.contentId().filter(content::equals).isPresent();
    }
  }

  private final Map<UnitStatus.Place, Goal> awaited = new HashMap<>();

  /** Machines have been told of decisions. */
  void expect(List<Decision> decisions, Instant now) {
    for (Decision decision : decisions) {
      switch (decision) {
        case Decision.Place place -> expect(place.unit(), place.assignment(), now);
        case Decision.Move move -> {
          forget(move.unit(), move.from());
          expect(move.unit(), move.to(), now);
        }
        case Decision.Update update -> {
          if (asksForMore(update.before(), update.after())) {
            expect(update.unit(), update.after(), now);
          }
        }
        case Decision.Unplace unplace -> forget(unplace.unit(), unplace.machineId());
        case Decision.Pend _, Decision.Unpend _, Decision.DropRelease _ -> {}
      }
    }
  }

  /** Otherwise the machine may have nothing new to say. */
  private static boolean asksForMore(Assignment before, Assignment after) {
    return !before.contentId().equals(after.contentId())
        || before.generation() != after.generation()
        || before.desiredState() != after.desiredState();
  }

  private void expect(UnitName unit, Assignment assignment, Instant now) {
    if (assignment.desiredState() == DesiredState.LAUNCHED) {
      awaited.put(
          new UnitStatus.Place(unit, assignment.machineId()),
          new Goal(assignment.contentId(), assignment.generation(), now));
    } else {
      forget(unit, assignment.machineId());
    }
  }

  private void forget(UnitName unit, String machineId) {
    awaited.remove(new UnitStatus.Place(unit, machineId));
  }

  /** A machine says how a unit is; gives how long it took when that is what was awaited. */
  Optional<Duration> see(UnitStatus status, Instant now) {
    Goal goal = awaited.get(status.place());
    if (goal == null || !goal.isReachedBy(status)) {
      return Optional.empty();
    }
    awaited.remove(status.place());
    return Optional.of(Duration.between(goal.since(), now));
  }
}
