package io.fleetk.stack;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.Finding;
import io.fleetk.unit.UnitName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The units that should exist, and in which order they start.
 *
 * @param name the stack's name
 * @param units by name, each name once
 * @param dependencies which components must be ready before which others start; free of cycles
 * @param warnings what is probably not meant
 * @param secretUses where units name secrets
 */
public record Stack(
    String name,
    List<StackUnit> units,
    Dependencies dependencies,
    List<Finding> warnings,
    List<SecretUse> secretUses) {
  /** Copies the collections. */
  public Stack {
    requireNonNull(name);
    units = List.copyOf(units);
    requireNonNull(dependencies);
    warnings = List.copyOf(warnings);
    secretUses = List.copyOf(secretUses);
  }

  /** The unit of this name; empty when the stack has none. */
  public Optional<StackUnit> unit(UnitName wanted) {
    return units.stream().filter(unit -> unit.name().equals(wanted)).findFirst();
  }

  /** The components, in order of their units' names. */
  public Set<String> components() {
    Set<String> components = new LinkedHashSet<>();
    units.forEach(unit -> components.add(unit.component()));
    return components;
  }

  /** The units of a component; empty when the stack has no such component. */
  public List<StackUnit> unitsOf(String component) {
    return units.stream().filter(unit -> unit.component().equals(component)).toList();
  }

  /** What must be ready before a component starts: names of components of this stack. */
  public Set<String> dependencies(String component) {
    return dependencies.of(component);
  }
}
