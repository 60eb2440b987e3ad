package io.fleetk.agent;

import io.fleetk.fleet.UnitStatus;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How the units are that a machine has, and those that it should have and could not be given. One
 * thread's.
 */
final class Statuses {
  private final String machineId;
  private final LocalUnits local;
  private final Readings readings;
  private final Troubles troubles;
  private final Lapse lapse;
  private final Duration stopDeadline;
  private final Set<UnitName> overdue = new HashSet<>();

  Statuses(
      String machineId,
      LocalUnits local,
      Readings readings,
      Troubles troubles,
      Lapse lapse,
      Duration stopDeadline) {
    this.machineId = machineId;
    this.local = local;
    this.readings = readings;
    this.troubles = troubles;
    this.lapse = lapse;
    this.stopDeadline = stopDeadline;
  }

  /** Notes that a unit has not ended in time; that holds until it is wanted again. */
  void overdue(UnitName name) {
    overdue.add(name);
  }

  /** The status of every unit there is something to say of. */
  Map<UnitName, UnitStatus> of(Wanted wanted) {
    Map<UnitName, UnitStatus> statuses = new TreeMap<>();
    for (UnitName name : local.placed()) {
      statuses.put(
          name, readings.status(local.unit(name), wanted.unit(name), trouble(name, wanted)));
    }
    for (UnitName name : wanted.named()) {
      troubles
          .reason(name)
          .filter(_ -> !statuses.containsKey(name) && wanted.unit(name).isPresent())
          .ifPresent(reason -> statuses.put(name, Report.missing(name, machineId, reason)));
    }
    return statuses;
  }

  private Optional<String> trouble(UnitName name, Wanted wanted) {
    if (!wanted.isUnwanted(name)) {
      overdue.remove(name);
    }
    return troubles
        .reason(name)
        .or(() -> wanted.launches(name) ? lapse.reason(local.unit(name)) : Optional.empty())
        .or(
            () ->
                overdue.contains(name)
                    ? Optional.of(
                        "not ended %d s after it was stopped".formatted(stopDeadline.toSeconds()))
                    : Optional.empty());
  }
}
