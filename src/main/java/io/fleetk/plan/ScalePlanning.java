package io.fleetk.plan;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.stack.Dependencies;
import io.fleetk.stack.Stack;
import io.fleetk.stack.StackUnit;
import io.fleetk.unit.Nearest;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One planning of components with other numbers of instances: what the fleet has of their stack is
 * the stack, but for these.
 */
final class ScalePlanning {
  private final FleetView does;
  private final ScaleRequest request;
  private final List<String> refusals = new ArrayList<>();

  ScalePlanning(FleetView does, ScaleRequest request) {
    this.does = does;
    this.request = request;
  }

  Plan plan() {
    Map<String, ScaledComponent> scaled = new TreeMap<>();
    Map<String, String> stacks = new TreeMap<>();
    for (String component : request.wanted().keySet()) {
      List<FleetUnit> units = unitsOf(component);
      stackOf(component, units)
          .ifPresent(
              stack -> {
                stacks.put(component, stack);
                scaled(component, units).ifPresent(known -> scaled.put(component, known));
              });
    }
    if (new TreeSet<>(stacks.values()).size() > 1) {
      refusals.add(
          "these are of several stacks, which change one by one: scale %s by commands of their own"
              .formatted(
                  stacks.entrySet().stream()
                      .map(one -> "%s (stack %s)".formatted(one.getKey(), one.getValue()))
                      .collect(joining(" and "))));
    }
    Map<UnitName, StackUnit> units = new TreeMap<>();
    if (refusals.isEmpty()) {
      scaled
          .values()
          .forEach(one -> one.units(refusals).forEach(unit -> units.put(unit.name(), unit)));
    }
    if (!refusals.isEmpty()) {
      return new Plan(List.of(), List.of(), refusals, List.of(), request.plainV1());
    }
    String stack = stacks.values().iterator().next();
    return new StackPlanning(
            stack(stack, units),
            does,
            new PlanOptions(true, scaled.keySet(), request.plainV1(), false),
            new Scaling(request.wanted()))
        .plan();
  }

  private List<FleetUnit> unitsOf(String component) {
    return does.units().values().stream()
        .filter(unit -> unit.component().equals(component))
        .sorted(Comparator.comparingInt(unit -> unit.name().number().orElse(0)))
        .toList();
  }

  /** The stack that has all units of a component; empty, with a refusal, when there is no such. */
  private Optional<String> stackOf(String component, List<FleetUnit> units) {
    if (units.isEmpty()) {
      refusals.add(unknown(component));
      return Optional.empty();
    }
    Set<Optional<String>> owners = new HashSet<>();
    units.forEach(unit -> owners.add(unit.stack()));
    if (owners.contains(Optional.<String>empty())) {
      FleetUnit loose = units.stream().filter(unit -> unit.stack().isEmpty()).findFirst().get();
      refusals.add(
          "%s belongs to no stack: start or destroy instances by their names, or make a stack of it and apply that"
              .formatted(loose.name()));
      return Optional.empty();
    }
    if (owners.size() > 1) {
      refusals.add(
          "units of %s belong to the stacks %s: rename them in one"
              .formatted(
                  component,
                  owners.stream().map(Optional::orElseThrow).sorted().collect(joining(" and "))));
      return Optional.empty();
    }
    return owners.iterator().next();
  }

  private String unknown(String component) {
    Set<String> names = new TreeSet<>();
    does.units().values().forEach(unit -> names.add(unit.component()));
    String meant =
        UnitName.problemWith(component).isEmpty() ? UnitName.of(component).component() : component;
    String near =
        names.contains(meant)
            ? "did you mean '%s'?".formatted(meant)
            : Nearest.suggestionOr(component, names, "'fleetk status' lists them");
    return "no component '%s'; %s".formatted(component, near);
  }

  private Optional<ScaledComponent> scaled(String component, List<FleetUnit> units) {
    List<FleetUnit> instances = units.stream().filter(unit -> !unit.name().isTemplate()).toList();
    FleetUnit model = instances.isEmpty() ? units.getFirst() : instances.getFirst();
    Optional<String> problem = problem(component, units, model);
    if (problem.isPresent()) {
      refusals.add(problem.get());
      return Optional.empty();
    }
    return ScaledText.of(model.content().file())
        .map(text -> new ScaledComponent(component, request, units, model, text));
  }

  private Optional<String> problem(String component, List<FleetUnit> units, FleetUnit model) {
    for (FleetUnit unit : units) {
      if (!unit.name().isTemplate() && unit.name().number().isEmpty()) {
        return Optional.of(
            unit.placement().global()
                ? "%s is no instance of a template: it runs on every machine that may have it, which its placement says"
                    .formatted(unit.name())
                : "%s is no numbered instance of a template, so there is one of it: make it a template with Instances= in the stack's directory"
                    .formatted(unit.name()));
      }
      if (ScaledText.of(unit.content().file()).isEmpty() || unit.policy().instances().isEmpty()) {
        return Optional.of(
            "%s does not say Instances=, so its number is that of the unit files in the stack's directory: add or remove some there and apply it"
                .formatted(unit.name()));
      }
    }
    return differing(component, units, model).or(() -> interrupted(component, units));
  }

  private static Optional<String> differing(
      String component, List<FleetUnit> units, FleetUnit model) {
    String text = ScaledText.unnumbered(model.content().file());
    return units.stream()
        .filter(unit -> !ScaledText.unnumbered(unit.content().file()).equals(text))
        .findFirst()
        .map(
            other ->
                "%s and %s have different texts, so there is none for all of %s: apply the stack's directory first, or change Instances= there"
                    .formatted(model.name(), other.name(), component));
  }

  /** Going on with a rollout would restart what scaling must leave alone. */
  private Optional<String> interrupted(String component, List<FleetUnit> units) {
    return units.stream()
        .filter(unit -> unit.policy().update() != Policy.Update.MANUAL)
        .filter(
            unit ->
                unit.assignments().values().stream()
                    .anyMatch(
                        told ->
                            !told.runHash().equals(unit.content().runHash())
                                || told.generation() < unit.generation()))
        .findFirst()
        .map(
            unit ->
                "a rollout of %s was interrupted, which %s waits for: go on with it by fleetk apply first"
                    .formatted(component, unit.name()));
  }

  /** The stack as the fleet has it, but for these units. */
  private Stack stack(String name, Map<UnitName, StackUnit> scaled) {
    Map<UnitName, StackUnit> units = new TreeMap<>(scaled);
    for (FleetUnit unit : does.ownedBy(name)) {
      if (!request.wanted().containsKey(unit.component())) {
        units.put(
            unit.name(),
            new StackUnit(unit.name(), unit.content(), unit.desiredState(), "the fleet"));
      }
    }
    Dependencies dependencies =
        Dependencies.among(
            units.values().stream().collect(toMap(StackUnit::name, unit -> unit.content().file())));
    return new Stack(name, List.copyOf(units.values()), dependencies, List.of(), List.of());
  }
}
