package io.fleetk.plan;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.stack.Dependencies;
import io.fleetk.unit.DesiredState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One planning of a restart. */
final class RestartPlanning {
  private final FleetView does;
  private final RestartRequest request;
  private final List<String> refusals = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  RestartPlanning(FleetView does, RestartRequest request) {
    this.does = does;
    this.request = request;
  }

  Plan plan() {
    refuseUnknownComponents();
    Optional<String> machine = request.machine();
    machine
        .filter(id -> does.machine(id).isEmpty())
        .ifPresent(id -> refusals.add("no machine %s in this fleet".formatted(id)));
    List<FleetUnit> units = does.units().values().stream().filter(unit -> isAsked(unit)).toList();
    Map<String, List<Change>> changes = new TreeMap<>();
    for (FleetUnit unit : units) {
      changes.computeIfAbsent(unit.component(), key -> new ArrayList<>());
      restart(unit, machine).ifPresent(changes.get(unit.component())::add);
    }
    Dependencies dependencies = Removal.dependencies(units);
    Map<String, Set<String>> after = new TreeMap<>();
    changes.keySet().forEach(component -> after.put(component, dependencies.of(component)));
    List<String> order = Order.of(after);
    List<ComponentPlan> components = new ArrayList<>();
    for (String component : order) {
      Set<String> earlier = new TreeSet<>(after.get(component));
      earlier.retainAll(order.subList(0, order.indexOf(component)));
      components.add(
          new ComponentPlan(
              component, earlier, goal(units, component), changes.get(component), false));
    }
    List<String> stacks = units.stream().flatMap(unit -> unit.stack().stream()).toList();
    return new Plan(stacks, components, refusals, notes, request.plainV1());
  }

  private boolean isAsked(FleetUnit unit) {
    return request.all()
        ? unit.stack().isPresent()
        : request.components().contains(unit.component()) || request.units().contains(unit.name());
  }

  private void refuseUnknownComponents() {
    Set<String> known = new TreeSet<>();
    does.units().values().forEach(unit -> known.add(unit.component()));
    for (String component : new TreeSet<>(request.components())) {
      if (!known.contains(component)) {
        refusals.add(
            known.isEmpty()
                ? "no component %s: the fleet has no units".formatted(component)
                : "no component %s in this fleet%s"
                    .formatted(
                        component,
                        Removal.nearOr(component, known, ": it has " + String.join(", ", known))));
      }
    }
  }

  /** A single unit that is stopped on its machine is started, as fleetctl does. */
  private boolean isStarted(FleetUnit unit) {
    return request.units().contains(unit.name())
        && request.machine().isEmpty()
        && unit.desiredState() == DesiredState.LOADED;
  }

  private Optional<Change> restart(FleetUnit unit, Optional<String> machine) {
    if (isStarted(unit)) {
      return Optional.of(
          new Change.Start(
              unit.name(), DesiredState.LOADED, DesiredState.LAUNCHED, "was asked for"));
    }
    if (unit.desiredState() != DesiredState.LAUNCHED) {
      notes.add(
          "%s is not restarted: it is to be %s, not launched"
              .formatted(unit.name(), unit.desiredState().wire()));
      return Optional.empty();
    }
    List<String> everywhere =
        Target.of(unit, does).stream()
            .filter(Target::present)
            .flatMap(target -> target.machineId().stream())
            .toList();
    List<String> there =
        everywhere.stream().filter(id -> machine.map(id::equals).orElse(true)).toList();
    if (there.isEmpty()) {
      notes.add(
          "%s is not restarted: it is not on %s"
              .formatted(
                  unit.name(),
                  machine.map(id -> "machine " + Machine.shortId(id)).orElse("any machine")));
      return Optional.empty();
    }
    if (request.plainV1() && unit.placement().global() && everywhere.size() > 1) {
      if (machine.isPresent()) {
        refusals.add(
            "%s is global, and a plain fleet can not restart it on one machine alone"
                .formatted(unit.name()));
      } else if (!request.allAtOnce()) {
        refusals.add(
            "%s is global, and a plain fleet can only restart it on all %d machines at once: pass --all-at-once if it may"
                .formatted(unit.name(), everywhere.size()));
      }
    }
    return Optional.of(
        new Change.Restart(unit.name(), there, there.size() == everywhere.size(), "was asked for"));
  }

  private List<UnitSubmission> goal(List<FleetUnit> units, String component) {
    return units.stream()
        .filter(unit -> unit.component().equals(component))
        .map(
            unit ->
                new UnitSubmission(
                    unit.name(),
                    unit.content(),
                    isStarted(unit) ? DesiredState.LAUNCHED : unit.desiredState(),
                    unit.stack(),
                    true))
        .toList();
  }
}
