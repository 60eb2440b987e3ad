package io.fleetk.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts components in an order in which each comes after those that it depends on. */
final class Order {
  private Order() {}

  /**
   * The components in order; where there is a choice, in the map's.
   *
   * @param after for each component, those that come before it; others than the keys are left out
   */
  static List<String> of(Map<String, Set<String>> after) {
    Set<String> ordered = new LinkedHashSet<>();
    after.keySet().forEach(component -> visit(component, after, new LinkedHashSet<>(), ordered));
    return new ArrayList<>(ordered);
  }

  /** A cycle, which units in a fleet may have though no stack does, is cut where it closes. */
  private static void visit(
      String component, Map<String, Set<String>> after, Set<String> path, Set<String> ordered) {
    if (after.containsKey(component) && !ordered.contains(component) && path.add(component)) {
      after.get(component).forEach(before -> visit(before, after, path, ordered));
      ordered.add(component);
    }
  }
}
