package io.fleetk.plan;

import static java.util.stream.Collectors.toMap;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.stack.Dependencies;
import io.fleetk.unit.Nearest;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Plans what is destroyed: dependents before what they depend on. */
final class Removal {
  private Removal() {}

  static Plan plan(String stack, FleetView does, PlanOptions options) {
    List<FleetUnit> owned = does.ownedBy(stack);
    List<String> refusals = new ArrayList<>();
    if (owned.isEmpty()) {
      Set<String> stacks = new TreeSet<>();
      does.units().values().forEach(unit -> unit.stack().ifPresent(stacks::add));
      refusals.add(
          stacks.isEmpty()
              ? "no unit of this fleet belongs to stack %s, or to any stack".formatted(stack)
              : "no unit of this fleet belongs to stack %s%s"
                  .formatted(
                      stack,
                      nearOr(stack, stacks, ": its stacks are " + String.join(", ", stacks))));
    }
    Set<String> components = new TreeSet<>();
    owned.forEach(unit -> components.add(unit.component()));
    for (String component : new TreeSet<>(options.only())) {
      if (!owned.isEmpty() && !components.contains(component)) {
        refusals.add(noComponent(stack, component, components));
      }
    }
    List<FleetUnit> doomed =
        owned.stream()
            .filter(unit -> options.only().isEmpty() || options.only().contains(unit.component()))
            .toList();
    components.clear();
    doomed.forEach(unit -> components.add(unit.component()));
    Map<String, Set<String>> dependents = dependents(doomed);
    String reason =
        options.only().isEmpty()
            ? "stack %s is destroyed".formatted(stack)
            : "is of %s, which is destroyed of stack %s"
                .formatted(String.join(", ", components), stack);
    List<ComponentPlan> plans =
        order(components, dependents).stream()
            .map(
                component ->
                    new ComponentPlan(
                        component,
                        dependents.getOrDefault(component, Set.of()),
                        List.of(),
                        doomed.stream()
                            .filter(unit -> unit.component().equals(component))
                            .map(unit -> of(unit, reason))
                            .toList(),
                        false))
            .toList();
    return new Plan(List.of(stack), plans, refusals, List.of(), options.plainV1());
  }

  /** Refuses a component that a stack does not have. */
  static String noComponent(String stack, String component, Set<String> known) {
    return "stack %s has no component %s%s"
        .formatted(
            stack, component, nearOr(component, known, ": it has " + String.join(", ", known)));
  }

  /** The one that was probably meant, or, when none is near, something else to say. */
  static String nearOr(String word, Set<String> known, String otherwise) {
    String near = Nearest.suggestion(word, known);
    return near.isEmpty() ? otherwise : "; " + near;
  }

  /** The destruction of one unit. */
  static Change of(FleetUnit unit, String reason) {
    return new Change.Destroy(unit.name(), List.copyOf(unit.assignments().keySet()), reason);
  }

  /** For each component of these units, those among them that depend on it. */
  static Map<String, Set<String>> dependents(List<FleetUnit> units) {
    Map<String, Set<String>> dependents = new TreeMap<>();
    dependencies(units)
        .byComponent()
        .forEach(
            (component, needed) ->
                needed.forEach(
                    one -> dependents.computeIfAbsent(one, key -> new TreeSet<>()).add(component)));
    // Nobody linted units that are in the fleet already: of a cycle one arrow goes.
    List<String> order = Order.of(dependents);
    dependents.forEach(
        (component, others) ->
            others.removeIf(
                other -> order.contains(other) && order.indexOf(other) > order.indexOf(component)));
    return dependents;
  }

  /** The dependencies among units of a fleet. */
  static Dependencies dependencies(List<FleetUnit> units) {
    Map<UnitName, UnitFile> files =
        units.stream().collect(toMap(FleetUnit::name, unit -> unit.content().file()));
    return Dependencies.among(files);
  }

  /** The components with every one after its dependents. */
  static List<String> order(Set<String> components, Map<String, Set<String>> dependents) {
    Map<String, Set<String>> after = new TreeMap<>();
    components.forEach(
        component -> after.put(component, dependents.getOrDefault(component, Set.of())));
    return Order.of(after);
  }
}
