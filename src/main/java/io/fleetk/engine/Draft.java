package io.fleetk.engine;

import static java.util.Comparator.comparingInt;

import io.fleetk.engine.ClusterView.Standing;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.unit.UnitName;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A fleet as it will stand once what has been decided so far is carried out. It begins as the view
 * and copies only what is changed.
 */
final class Draft {
  private record Load(int units, Machine machine) {}

  private static final Comparator<Load> LEAST_FIRST =
      comparingInt(Load::units).thenComparing(load -> load.machine().id());

  private final ClusterView view;
  private final Map<String, TreeSet<UnitName>> changedMachines = new HashMap<>();
  private final Map<UnitName, TreeSet<String>> changedUnits = new HashMap<>();
  private final Map<Place, String> reasonsToLeave = new HashMap<>();
  private final Map<Place, String> reasonsToCome = new HashMap<>();
  private final SortedMap<String, Machine> members = new TreeMap<>();
  private final TreeSet<Load> loads = new TreeSet<>(LEAST_FIRST);

  Draft(ClusterView view) {
    this.view = view;
    for (Machine machine : view.machines()) {
      members.put(machine.id(), machine);
      if (view.standing(machine.id()) == Standing.PRESENT) {
        loads.add(new Load(view.unitsOn(machine.id()).size(), machine));
      }
    }
  }

  /** The units on a machine, by name. */
  SortedSet<UnitName> unitsOn(String machineId) {
    TreeSet<UnitName> changed = changedMachines.get(machineId);
    return changed == null ? view.unitsOn(machineId) : Collections.unmodifiableSortedSet(changed);
  }

  /** The machines that have a unit, by ID. */
  List<String> machinesOf(KnownUnit unit) {
    TreeSet<String> changed = changedUnits.get(unit.name());
    return List.copyOf(changed == null ? unit.assignments().keySet() : changed);
  }

  boolean isOn(KnownUnit unit, String machineId) {
    TreeSet<String> changed = changedUnits.get(unit.name());
    return changed == null
        ? unit.assignments().containsKey(machineId)
        : changed.contains(machineId);
  }

  /** Whether everything that a unit's {@code MachineOf=} names is on a machine. */
  boolean hasLeaders(KnownUnit follower, String machineId) {
    for (Optional<UnitName> leader : follower.leaders()) {
      if (leader.flatMap(view::unit).filter(unit -> isOn(unit, machineId)).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** A unit on the machine that must not be together with this one; empty when there is none. */
  Optional<KnownUnit> conflictOn(KnownUnit unit, String machineId) {
    return firstOn(machineId, unit::conflictsWith);
  }

  /** The first unit on a machine that is as asked for; empty when none is. */
  Optional<KnownUnit> firstOn(String machineId, Predicate<KnownUnit> wanted) {
    for (UnitName name : unitsOn(machineId)) {
      Optional<KnownUnit> found = view.unit(name).filter(wanted);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The present machine with the fewest units that is as asked for; among equals, by ID. */
  Optional<String> leastLoaded(Predicate<Machine> wanted) {
    for (Load load : loads) {
      if (wanted.test(load.machine())) {
        return Optional.of(load.machine().id());
      }
    }
    return Optional.empty();
  }

  void put(KnownUnit unit, String machineId, String reason) {
    change(unit, machineId, true);
    reasonsToCome.put(new Place(unit.name(), machineId), reason);
  }

  /** Takes a unit from a machine, and with it those that follow it there. */
  void take(KnownUnit unit, String machineId, String reason) {
    change(unit, machineId, false);
    reasonsToLeave.put(new Place(unit.name(), machineId), reason);
    for (UnitName name : view.followersOf(unit.name().text())) {
      view.unit(name)
          .filter(follower -> isOn(follower, machineId))
          .ifPresent(
              follower ->
                  take(follower, machineId, "it follows %s, which leaves".formatted(unit.name())));
    }
  }

  String reasonToLeave(KnownUnit unit, String machineId) {
    return reasonsToLeave.getOrDefault(new Place(unit.name(), machineId), "");
  }

  String reasonToCome(KnownUnit unit, String machineId) {
    return reasonsToCome.getOrDefault(new Place(unit.name(), machineId), "");
  }

  private void change(KnownUnit unit, String machineId, boolean there) {
    TreeSet<UnitName> units =
        changedMachines.computeIfAbsent(machineId, id -> new TreeSet<>(view.unitsOn(id)));
    TreeSet<String> machines =
        changedUnits.computeIfAbsent(unit.name(), _ -> new TreeSet<>(unit.assignments().keySet()));
    int before = units.size();
    if (there) {
      units.add(unit.name());
      machines.add(machineId);
    } else {
      units.remove(unit.name());
      machines.remove(machineId);
    }
    Machine machine = members.get(machineId);
    if (machine != null && loads.remove(new Load(before, machine))) {
      loads.add(new Load(units.size(), machine));
    }
  }
}
