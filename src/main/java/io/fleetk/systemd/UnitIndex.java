package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The units that a machine's systemd knows. */
interface UnitIndex {
  /** A unit by its name, made from its template's file if there is only that. */
  Optional<SimulatedUnit> find(UnitName name);

  /** Every unit that is known. */
  Collection<SimulatedUnit> all();

  /** The units that name this one in one of these ways, in order of their names. */
  default List<SimulatedUnit> naming(UnitName name, Collection<Dependency> kinds) {
    return all().stream()
        .filter(u -> kinds.stream().anyMatch(kind -> u.definition().names(kind, name)))
        .toList();
  }

  /** The units that a unit names in a way, those enabled into it included, in a fixed order. */
  default List<UnitName> named(SimulatedUnit unit, Dependency kind) {
    var own = unit.definition().dependencies().getOrDefault(kind, java.util.Set.of()).stream();
    var enabled =
        all().stream()
            .filter(
                other ->
                    other
                        .definition()
                        .pulledInBy()
                        .getOrDefault(kind, java.util.Set.of())
                        .contains(unit.name()))
            .map(SimulatedUnit::name);
    return java.util.stream.Stream.concat(own, enabled).distinct().toList();
  }
}
