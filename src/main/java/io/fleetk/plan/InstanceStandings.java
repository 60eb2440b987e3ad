package io.fleetk.plan;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.plan.StatusReport.Instance;
import io.fleetk.plan.StatusReport.Standing;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Placement;
import io.fleetk.unit.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How each instance of a unit stands in a fleet. */
final class InstanceStandings {
  private final FleetView view;
  private final Map<String, List<FleetUnit>> unitsByMachine = new HashMap<>();

  InstanceStandings(FleetView view) {
    this.view = view;
    for (FleetUnit unit : view.units().values()) {
      for (String machine : unit.assignments().keySet()) {
        unitsByMachine.computeIfAbsent(machine, id -> new ArrayList<>()).add(unit);
      }
    }
  }

  /** The unit wherever it is, should be, or is still reported. */
  List<Instance> of(FleetUnit unit) {
    var instances = new ArrayList<Instance>();
    for (Assignment assignment : unit.assignments().values()) {
      instances.add(assigned(unit, assignment));
    }
    if (unit.desiredState() == DesiredState.INACTIVE) {
      strays(unit, instances);
      if (instances.isEmpty()) {
        instances.add(
            new Instance(
                unit.name(),
                unit.desiredState(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                true,
                Standing.AS_DESIRED,
                "inactive, as desired"));
      }
      return instances;
    }
    if (unit.placement().global()) {
      view.present().values().stream()
          .filter(machine -> !unit.assignments().containsKey(machine.id()))
          .filter(machine -> mayHave(unit, machine))
          .forEach(machine -> instances.add(unplaced(unit, Optional.of(machine))));
    } else if (unit.assignments().isEmpty()) {
      instances.add(unplaced(unit, Optional.empty()));
    }
    strays(unit, instances);
    return instances;
  }

  /** Reports of machines that the unit is not assigned to: it is being unloaded there. */
  private void strays(FleetUnit unit, List<Instance> instances) {
    view.statuses(unit.name()).stream()
        .filter(status -> !unit.assignments().containsKey(status.machineId()))
        .forEach(
            status ->
                instances.add(
                    new Instance(
                        unit.name(),
                        unit.desiredState(),
                        Optional.of(status.machineId()),
                        address(status.machineId()),
                        Optional.of(status),
                        false,
                        isCurrent(unit, status),
                        Standing.WAITING,
                        "is being removed from this machine")));
  }

  private Instance unplaced(FleetUnit unit, Optional<Machine> machine) {
    String reason =
        unit.pending()
            .map(why -> "on no machine: " + why)
            .orElse("on no machine yet: the engine has not placed it");
    return new Instance(
        unit.name(),
        unit.desiredState(),
        machine.map(Machine::id),
        machine.map(Machine::address),
        Optional.empty(),
        false,
        false,
        Standing.WAITING,
        machine.isPresent() ? "not there yet: the engine has not placed it here" : reason);
  }

  private Instance assigned(FleetUnit unit, Assignment assignment) {
    String machineId = assignment.machineId();
    Optional<Machine> machine = view.machine(machineId);
    boolean present = machine.filter(Machine::present).isPresent();
    Optional<UnitStatus> status = present ? view.status(unit.name(), machineId) : Optional.empty();
    boolean current = status.filter(said -> isCurrent(unit, said)).isPresent();
    Verdict verdict = verdict(unit, assignment, present, status, current);
    return new Instance(
        unit.name(),
        unit.desiredState(),
        Optional.of(machineId),
        machine.map(Machine::address),
        status,
        true,
        current,
        verdict.standing(),
        verdict.reason());
  }

  private record Verdict(Standing standing, String reason) {}

  private static Verdict verdict(
      FleetUnit unit,
      Assignment assignment,
      boolean present,
      Optional<UnitStatus> said,
      boolean current) {
    String machine = Machine.shortId(assignment.machineId());
    if (unit.desiredState() == DesiredState.INACTIVE) {
      return new Verdict(Standing.WAITING, "is being stopped on machine " + machine);
    }
    if (!present) {
      return new Verdict(
          Standing.FAILED,
          unit.placement().global()
              ? "machine %s is away: if it left for good, fleetk machine rm %s"
                  .formatted(machine, machine)
              : "machine %s is away".formatted(machine));
    }
    if (said.isEmpty()) {
      return new Verdict(
          Standing.WAITING, "machine %s has not reported on it yet".formatted(machine));
    }
    UnitStatus status = said.get();
    if (status.failed()) {
      return new Verdict(Standing.FAILED, reasonOr(status, "failed (" + status.result() + ")"));
    }
    if (!status.ready()) {
      return new Verdict(Standing.WAITING, reasonOr(status, "not ready"));
    }
    if (!current) {
      return new Verdict(Standing.WAITING, outdated(unit, assignment));
    }
    return new Verdict(Standing.AS_DESIRED, reasonOr(status, "ready"));
  }

  private static String reasonOr(UnitStatus status, String otherwise) {
    return status.reason().isEmpty() ? otherwise : status.reason();
  }

  private static String outdated(FleetUnit unit, Assignment assignment) {
    if (unit.isCurrent(assignment)) {
      return "ready with its old content; the machine is taking the new one";
    }
    if (unit.policy().update() == Policy.Update.MANUAL) {
      return "ready with its old content (Update=manual): fleetk restart %s brings the new one"
          .formatted(unit.component());
    }
    return assignment.contentId().equals(unit.content().id())
        ? "ready, but a restart that was asked for has not reached it: fleetk apply goes on"
        : "ready with its old content, held: fleetk apply goes on";
  }

  /** fleetk's fleets name the whole content; a plain v1 fleet only the hash of the text. */
  private static boolean isCurrent(FleetUnit unit, UnitStatus status) {
    return status
        .contentId()
        .map(id -> id.equals(unit.content().id()) && status.generation() >= unit.generation())
        .orElseGet(() -> status.unitHash().map(unit.content().unitHash()::equals).orElse(true));
  }

  /** The engine's rule for global units: metadata matches, not cordoned, and no conflict stands. */
  private boolean mayHave(FleetUnit unit, Machine machine) {
    Placement placement = unit.placement();
    return !machine.cordoned()
        && placement.acceptsMachineId(machine.id())
        && placement.acceptsMetadata(machine.metadata())
        && unitsByMachine.getOrDefault(machine.id(), List.of()).stream()
            .noneMatch(
                other ->
                    Placement.conflict(unit.name(), placement, other.name(), other.placement()));
  }

  private Optional<String> address(String machineId) {
    return view.machine(machineId).map(Machine::address);
  }
}
