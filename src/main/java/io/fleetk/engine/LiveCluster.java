package io.fleetk.engine;

import static java.util.Collections.emptySortedSet;
import static java.util.Collections.unmodifiableCollection;
import static java.util.Collections.unmodifiableSortedSet;

import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.unit.UnitName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A fleet as its events tell it: one view to begin with, then event after event, each of which
 * costs only what it touches. Not safe for use by several threads; nobody changes it while a
 * scheduler looks at it.
 */
final class LiveCluster implements ClusterView {
  private final TreeMap<UnitName, KnownUnit> units = new TreeMap<>();
  private final TreeMap<String, Machine> machines = new TreeMap<>();
  private final Map<String, SortedSet<UnitName>> unitsOn = new HashMap<>();
  private final Map<String, SortedSet<UnitName>> followers = new HashMap<>();
  private Set<String> lost = Set.of();
  private long revision;

  /** The fleet as of a view; nobody is lost. */
  LiveCluster(FleetView view) {
    revision = view.revision();
    machines.putAll(view.machines());
    view.units().values().forEach(this::put);
  }

  /**
   * Takes in what happened.
   *
   * @return whether it can matter to anyone's placement: what systemd says of units does not
   */
  boolean accept(FleetEvent event) {
    revision = Math.max(revision, event.revision());
    return switch (event) {
      case FleetEvent.UnitChanged(long _, FleetUnit unit) -> {
        put(unit);
        yield true;
      }
      case FleetEvent.UnitDestroyed(long _, UnitName name) -> {
        remove(name);
        yield true;
      }
      case FleetEvent.MachineChanged(long _, Machine machine) ->
          matters(machines.put(machine.id(), machine), machine);
      case FleetEvent.MachineRemoved(long _, String machineId) -> {
        machines.remove(machineId);
        yield true;
      }
      case FleetEvent.StatusChanged _, FleetEvent.StatusGone _ -> false;
    };
  }

  /** Says which machines are lost; those that are present all the same are not. */
  void lost(Set<String> machineIds) {
    lost = Set.copyOf(machineIds);
  }

  /** The newest revision that this has heard of. */
  long revision() {
    return revision;
  }

  @Override
  public Collection<KnownUnit> units() {
    return unmodifiableCollection(units.values());
  }

  @Override
  public Optional<KnownUnit> unit(UnitName name) {
    return Optional.ofNullable(units.get(name));
  }

  @Override
  public Collection<Machine> machines() {
    return unmodifiableCollection(machines.values());
  }

  @Override
  public Optional<Machine> machine(String machineId) {
    return Optional.ofNullable(machines.get(machineId));
  }

  @Override
  public Standing standing(String machineId) {
    Machine machine = machines.get(machineId);
    if (machine == null) {
      return Standing.UNKNOWN;
    }
    if (machine.present()) {
      return Standing.PRESENT;
    }
    return lost.contains(machineId) ? Standing.LOST : Standing.AWAY;
  }

  @Override
  public SortedSet<UnitName> unitsOn(String machineId) {
    return among(unitsOn, machineId);
  }

  @Override
  public SortedSet<UnitName> followersOf(String leader) {
    return among(followers, leader);
  }

  private void put(FleetUnit unit) {
    KnownUnit before = units.get(unit.name());
    KnownUnit now = before == null ? KnownUnit.of(unit) : before.as(unit);
    remove(unit.name());
    units.put(unit.name(), now);
    now.assignments().keySet().forEach(machine -> add(unitsOn, machine, unit.name()));
    now.placement().machineOf().forEach(leader -> add(followers, leader, unit.name()));
  }

  private void remove(UnitName name) {
    KnownUnit gone = units.remove(name);
    if (gone != null) {
      gone.assignments().keySet().forEach(machine -> take(unitsOn, machine, name));
      gone.placement().machineOf().forEach(leader -> take(followers, leader, name));
    }
  }

  private static boolean matters(Machine before, Machine now) {
    return before == null
        || before.present() != now.present()
        || before.cordoned() != now.cordoned()
        || !before.metadata().equals(now.metadata());
  }

  private static void add(Map<String, SortedSet<UnitName>> index, String key, UnitName name) {
    index.computeIfAbsent(key, _ -> new TreeSet<>()).add(name);
  }

  private static void take(Map<String, SortedSet<UnitName>> index, String key, UnitName name) {
    index.computeIfPresent(
        key,
        (_, names) -> {
          names.remove(name);
          return names.isEmpty() ? null : names;
        });
  }

  private static SortedSet<UnitName> among(Map<String, SortedSet<UnitName>> index, String key) {
    SortedSet<UnitName> names = index.get(key);
    return names == null ? emptySortedSet() : unmodifiableSortedSet(names);
  }
}
