package io.fleetk.plan;

import static java.util.Comparator.comparing;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.stack.Stack;
import io.fleetk.stack.StackUnit;
import io.fleetk.unit.Placement;
import io.fleetk.unit.ReadyCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One planning of a stack against a fleet. */
final class StackPlanning {
  private final Stack should;
  private final FleetView does;
  private final PlanOptions options;
  private final Reasons reasons;
  private final List<String> refusals = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** The changes of each component that has some. */
  private final Map<String, List<Change>> changes = new TreeMap<>();

  StackPlanning(Stack should, FleetView does, PlanOptions options, Reasons reasons) {
    this.should = should;
    this.does = does;
    this.options = options;
    this.reasons = reasons;
  }

  Plan plan() {
    List<FleetUnit> surplus = surplus();
    refuseUnknownComponents(surplus);
    UnitPlanning units = new UnitPlanning(should.name(), does, options, reasons, refusals, notes);
    for (StackUnit unit : should.units()) {
      if (wanted(unit.component())) {
        units.plan(unit).forEach(change -> add(unit.component(), change));
      }
    }
    List<FleetUnit> pruned = surplus.stream().filter(unit -> wanted(unit.component())).toList();
    if (options.prune()) {
      pruned.forEach(unit -> add(unit.component(), Removal.of(unit, surplus(unit))));
    } else {
      pruned.forEach(
          unit -> notes.add("%s %s; it stays without prune".formatted(unit.name(), surplus(unit))));
    }
    if (options.plainV1()) {
      noteUnaskedChecks();
    }
    return new Plan(
        List.of(should.name()),
        components(options.prune() ? pruned : List.of()),
        refusals,
        notes,
        options.plainV1());
  }

  /** On a plain fleet no agent asks what nobody can ask from afar. */
  private void noteUnaskedChecks() {
    for (String component : changes.keySet()) {
      should.unitsOf(component).stream()
          .flatMap(unit -> unit.policy().readiness().checks().stream())
          .filter(ReadyCheck::isLocal)
          .map(check -> check.option() + " " + check)
          .distinct()
          .forEach(
              check ->
                  notes.add(
                      "%s: only a machine itself can ask %s; on this plain fleet systemd's word is enough"
                          .formatted(component, check)));
    }
  }

  private String surplus(FleetUnit unit) {
    return reasons.surplus(unit).orElse("is no longer in stack " + should.name());
  }

  private void add(String component, Change change) {
    changes.computeIfAbsent(component, key -> new ArrayList<>()).add(change);
  }

  private boolean wanted(String component) {
    return options.only().isEmpty() || options.only().contains(component);
  }

  /** What the stack owns and does not hold; of numbered instances the highest number first. */
  private List<FleetUnit> surplus() {
    return does.ownedBy(should.name()).stream()
        .filter(unit -> should.unit(unit.name()).isEmpty())
        .sorted(
            comparing(FleetUnit::component)
                .thenComparingInt(unit -> -unit.name().number().orElse(0))
                .thenComparing(FleetUnit::name))
        .toList();
  }

  private void refuseUnknownComponents(List<FleetUnit> surplus) {
    Set<String> known = new TreeSet<>(should.components());
    surplus.forEach(unit -> known.add(unit.component()));
    for (String component : new TreeSet<>(options.only())) {
      if (!known.contains(component)) {
        refusals.add(Removal.noComponent(should.name(), component, known));
      }
    }
  }

  private List<ComponentPlan> components(List<FleetUnit> pruned) {
    Set<String> gone = new TreeSet<>();
    pruned.stream()
        .map(FleetUnit::component)
        .filter(component -> !should.components().contains(component))
        .forEach(gone::add);
    Map<String, Set<String>> dependents = Removal.dependents(pruned);
    Map<String, Set<String>> inTheWay = inTheWay(pruned, gone);
    Set<String> early = new HashSet<>();
    inTheWay.values().forEach(blockers -> addWithDependents(blockers, dependents, early));

    List<ComponentPlan> plans = new ArrayList<>();
    Removal.order(gone, dependents).stream()
        .filter(early::contains)
        .forEach(component -> plans.add(removal(component, dependents, Set.of())));
    for (String component : startOrder()) {
      Set<String> after = new TreeSet<>(should.dependencies(component));
      after.addAll(inTheWay.getOrDefault(component, Set.of()));
      plans.add(
          new ComponentPlan(
              component,
              after,
              goal(component),
              changes.getOrDefault(component, List.of()),
              wanted(component)));
    }
    Removal.order(gone, dependents).stream()
        .filter(component -> !early.contains(component))
        .forEach(
            component -> plans.add(removal(component, dependents, changedComponentsThatStay())));
    return plans;
  }

  private ComponentPlan removal(
      String component, Map<String, Set<String>> dependents, Set<String> others) {
    Set<String> after = new TreeSet<>(others);
    after.addAll(dependents.getOrDefault(component, Set.of()));
    return new ComponentPlan(
        component, after, List.of(), changes.getOrDefault(component, List.of()), false);
  }

  /** What is pruned goes last, so that whatever takes its place is ready by then. */
  private Set<String> changedComponentsThatStay() {
    Set<String> changed = new TreeSet<>(changes.keySet());
    changed.retainAll(should.components());
    return changed;
  }

  /** For a component, those that must be gone first, since their units conflict with its own. */
  private Map<String, Set<String>> inTheWay(List<FleetUnit> pruned, Set<String> gone) {
    Map<String, Set<String>> inTheWay = new HashMap<>();
    for (FleetUnit old : pruned) {
      if (gone.contains(old.component())) {
        Placement oldPlacement = old.placement();
        should.units().stream()
            .filter(unit -> changes.containsKey(unit.component()))
            .filter(
                unit -> Placement.conflict(unit.name(), unit.placement(), old.name(), oldPlacement))
            .forEach(
                unit ->
                    inTheWay
                        .computeIfAbsent(unit.component(), key -> new TreeSet<>())
                        .add(old.component()));
      }
    }
    return inTheWay;
  }

  private static void addWithDependents(
      Set<String> components, Map<String, Set<String>> dependents, Set<String> into) {
    for (String component : components) {
      if (into.add(component)) {
        addWithDependents(dependents.getOrDefault(component, Set.of()), dependents, into);
      }
    }
  }

  private List<String> startOrder() {
    Map<String, Set<String>> after = new TreeMap<>();
    should.components().forEach(name -> after.put(name, should.dependencies(name)));
    return Order.of(after);
  }

  private List<UnitSubmission> goal(String component) {
    return should.unitsOf(component).stream()
        .map(
            unit ->
                new UnitSubmission(
                    unit.name(),
                    unit.content(),
                    unit.desiredState(),
                    Optional.of(should.name()),
                    !options.plainV1()))
        .toList();
  }
}
