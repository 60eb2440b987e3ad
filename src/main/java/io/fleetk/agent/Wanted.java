package io.fleetk.agent;

import io.fleetk.registry.ScheduledUnit;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a machine should have, as far as it knows.
 *
 * @param schedule everything that it should have; empty while it has no schedule that is its own
 */
record Wanted(Optional<Map<UnitName, ScheduledUnit>> schedule) {
  static final Wanted UNKNOWN = new Wanted(Optional.empty());
  static final Wanted NOTHING = new Wanted(Optional.of(Map.of()));

  Wanted {
    schedule = schedule.map(Map::copyOf);
  }

  /** The units that the schedule names, some of which it may want gone. */
  Set<UnitName> named() {
    return schedule.map(Map::keySet).orElse(Set.of());
  }

  /** What the schedule says of a unit; empty when it should go, or nothing is known. */
  Optional<ScheduledUnit> unit(UnitName name) {
    return scheduled(name)
        .filter(unit -> unit.assignment().desiredState() != DesiredState.INACTIVE);
  }

  private Optional<ScheduledUnit> scheduled(UnitName name) {
    return schedule.map(units -> units.get(name));
  }

  /** Whether it is known that a unit should not be here. */
  boolean isUnwanted(UnitName name) {
    return schedule.isPresent() && unit(name).isEmpty();
  }

  /** Whether a unit should run, or may have to. */
  boolean launches(UnitName name) {
    return schedule.isEmpty()
        || unit(name)
            .filter(unit -> unit.assignment().desiredState() == DesiredState.LAUNCHED)
            .isPresent();
  }

  /** The units of which something else was wanted before, or nothing, or is no more. */
  Set<UnitName> changedSince(Wanted before) {
    Set<UnitName> changed = new TreeSet<>(named());
    changed.addAll(before.named());
    changed.removeIf(
        name ->
            scheduled(name)
                .map(ScheduledUnit::assignment)
                .equals(before.scheduled(name).map(ScheduledUnit::assignment)));
    return changed;
  }
}
