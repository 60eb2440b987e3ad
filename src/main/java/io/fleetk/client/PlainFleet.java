package io.fleetk.client;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.v1.MachineEntity;
import io.fleetk.v1.UnitEntity;
import io.fleetk.v1.UnitStateEntity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a plain v1 fleet says of itself, read as a {@link FleetView}. What v1 does not tell is
 * concluded where it can be: a machine has the unit's content when it reports the hash of the text
 * that the fleet has now; a unit is ready when systemd calls it active.
 *
 * @param units all units
 * @param states all states
 * @param machines all machines
 */
record PlainFleet(
    List<UnitEntity> units, List<UnitStateEntity> states, List<MachineEntity> machines) {
  private static final Logger log = LoggerFactory.getLogger(PlainFleet.class);

  FleetView view() {
    Map<UnitName, UnitEntity> named = new TreeMap<>();
    for (UnitEntity unit : units) {
      Optional<String> problem = UnitName.problemWith(unit.name());
      if (problem.isPresent()) {
        log.warn("Passing over a unit of the fleet: {}", problem.get());
      } else {
        named.put(UnitName.of(unit.name()), unit);
      }
    }
    Map<String, List<UnitStateEntity>> byUnit =
        states.stream().collect(groupingBy(UnitStateEntity::name));
    List<FleetUnit> fleetUnits = new ArrayList<>();
    List<UnitStatus> statuses = new ArrayList<>();
    named.forEach(
        (name, entity) -> {
          List<UnitStateEntity> reports = byUnit.getOrDefault(name.text(), List.of());
          FleetUnit unit = unit(name, entity, reports);
          fleetUnits.add(unit);
          Hash text = entity.file().hash();
          reports.forEach(report -> statuses.add(status(unit, entity, text, report)));
        });
    return FleetView.of(
        0, fleetUnits, statuses, machines.stream().map(MachineEntity::machine).toList());
  }

  private static FleetUnit unit(UnitName name, UnitEntity entity, List<UnitStateEntity> reports) {
    UnitFile text = entity.file();
    UnitContent content = LoweredFiles.raise(name, text);
    DesiredState desired = DesiredState.ofWire(entity.desiredState()).orElse(DesiredState.INACTIVE);
    Map<String, Optional<Hash>> reported =
        reports.stream()
            .collect(
                toMap(
                    UnitStateEntity::machineID,
                    report -> hash(report.hash()),
                    (first, second) -> second));
    FleetUnit placed = bare(name, content, desired, Map.of());
    List<String> machineIds =
        placed.placement().global()
            ? List.copyOf(reported.keySet())
            : entity.machineID().isEmpty() ? List.of() : List.of(entity.machineID());
    Map<String, Assignment> assignments =
        machineIds.stream()
            .map(
                id ->
                    assignment(
                        id,
                        content,
                        text.hash(),
                        reported.getOrDefault(id, Optional.empty()),
                        desired))
            .collect(toMap(Assignment::machineId, assignment -> assignment));
    return bare(name, content, desired, assignments);
  }

  private static FleetUnit bare(
      UnitName name,
      UnitContent content,
      DesiredState desired,
      Map<String, Assignment> assignments) {
    return new FleetUnit(
        name,
        content,
        desired,
        Policy.of(name, content.file()).stack(),
        0,
        false,
        assignments,
        Map.of(),
        Optional.empty());
  }

  /** A machine that reports nothing, or nothing yet, is on its way to what the fleet has. */
  private static Assignment assignment(
      String machineId,
      UnitContent content,
      Hash text,
      Optional<Hash> reported,
      DesiredState desired) {
    Optional<Hash> older = reported.filter(hash -> !hash.equals(text));
    return new Assignment(
        machineId, older.orElseGet(content::id), older.orElseGet(content::runHash), desired, 0);
  }

  private static UnitStatus status(
      FleetUnit unit, UnitEntity entity, Hash text, UnitStateEntity report) {
    Optional<Hash> hash = hash(report.hash());
    boolean ready = ready(unit, entity, report);
    return new UnitStatus(
        unit.name(),
        report.machineID(),
        hash,
        hash.map(reported -> reported.equals(text) ? unit.content().id() : reported),
        0,
        report.systemdLoadState(),
        report.systemdActiveState(),
        report.systemdSubState(),
        Optional.empty(),
        0,
        "",
        0,
        ready,
        "%s (%s)".formatted(report.systemdActiveState(), report.systemdSubState()));
  }

  private static boolean ready(FleetUnit unit, UnitEntity entity, UnitStateEntity report) {
    return switch (unit.desiredState()) {
      case INACTIVE -> true;
      case LOADED -> report.systemdLoadState().equals("loaded");
      case LAUNCHED ->
          report.systemdActiveState().equals("active")
              || report.systemdActiveState().equals("reloading")
              || (oneshot(unit)
                  && report.systemdActiveState().equals("inactive")
                  && entity.currentState().equals(DesiredState.LAUNCHED.wire()));
    };
  }

  private static boolean oneshot(FleetUnit unit) {
    return unit.content().file().last("Service", "Type").filter("oneshot"::equals).isPresent();
  }

  private static Optional<Hash> hash(String hex) {
    try {
      return hex.isEmpty() ? Optional.empty() : Optional.of(new Hash(hex));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
