package io.fleetk.cli;

import static java.util.stream.Collectors.joining;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.stack.ChosenStack;
import io.fleetk.unit.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which components of which stacks are meant.
 *
 * @param stacks the stacks
 * @param only the components that were named; empty for all
 */
record ComponentChoice(List<ChosenStack> stacks, Set<String> only) {
  /**
   * For each stack of which something is meant, the components; none for all of them.
   *
   * @throws CommandFailure when a component was named that no stack has
   */
  Map<ChosenStack, Set<String>> components(Fleet fleet) {
    Map<ChosenStack, Set<String>> components = new LinkedHashMap<>();
    boolean whole = stacks.size() == 1 && stacks.getFirst().only().isEmpty();
    if (only.isEmpty() || whole) {
      // Of a single stack the plan itself says that it has no such component.
      stacks.forEach(chosen -> components.put(chosen, only.isEmpty() ? chosen.only() : only));
      return components;
    }
    FleetView view = fleet.view();
    Set<String> known = new TreeSet<>();
    for (ChosenStack chosen : stacks) {
      Set<String> here = known(chosen, view);
      known.addAll(here);
      here.retainAll(only);
      if (!here.isEmpty()) {
        components.put(chosen, here);
      }
    }
    refuseUnknown(known);
    return components;
  }

  private static Set<String> known(ChosenStack chosen, FleetView view) {
    Set<String> known = new TreeSet<>(chosen.stack().components());
    view.ownedBy(chosen.stack().name()).stream().map(FleetUnit::component).forEach(known::add);
    if (!chosen.only().isEmpty()) {
      known.retainAll(chosen.only());
    }
    return known;
  }

  private void refuseUnknown(Set<String> known) {
    for (String component : only) {
      if (!known.contains(component)) {
        throw CommandFailure.badInput(
            "no component %s in %s; %s"
                .formatted(
                    component,
                    stacks.stream().map(ChosenStack::place).collect(joining(", ")),
                    Nearest.suggestionOr(
                        component, known, "there are " + String.join(", ", known))));
      }
    }
  }
}
