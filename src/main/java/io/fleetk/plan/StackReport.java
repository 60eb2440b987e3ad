package io.fleetk.plan;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.fleetk.plan.StatusReport.Component;
import io.fleetk.plan.StatusReport.Instance;
import io.fleetk.plan.StatusReport.Standing;
import java.util.List;
import java.util.TreeMap;

/**
 * How a stack stands beside what it should be.
 *
 * @param name the stack
 * @param units how many units it owns
 * @param desired how many instances there should be
 * @param ready how many of those are ready
 * @param standing the worst standing of its components
 * @param components its components, by name
 */
public record StackReport(
    String name, int units, int desired, int ready, Standing standing, List<Component> components) {
  /** Copies the components. */
  public StackReport {
    requireNonNull(name);
    requireNonNull(standing);
    components = List.copyOf(components);
  }

  /** How each stack of a fleet stands, by name. */
  public static List<StackReport> of(StatusReport report) {
    return report.components().stream()
        .filter(component -> component.stack().isPresent())
        .collect(groupingBy(component -> component.stack().orElseThrow(), TreeMap::new, toList()))
        .entrySet()
        .stream()
        .map(stack -> of(stack.getKey(), stack.getValue()))
        .toList();
  }

  private static StackReport of(String name, List<Component> components) {
    return new StackReport(
        name,
        (int)
            components.stream()
                .flatMap(component -> component.instances().stream())
                .map(Instance::unit)
                .distinct()
                .count(),
        components.stream().mapToInt(Component::desired).sum(),
        components.stream().mapToInt(Component::ready).sum(),
        components.stream()
            .map(Component::standing)
            .max(comparing(standing -> standing))
            .orElse(Standing.AS_DESIRED),
        components);
  }
}
