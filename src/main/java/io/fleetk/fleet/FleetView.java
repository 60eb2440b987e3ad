package io.fleetk.fleet;

import static java.util.stream.Collectors.toMap;

import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.unit.UnitName;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A whole fleet as it stood at one moment.
 *
 * @param revision the store's revision of that moment; 0 on a plain v1 fleet
 * @param units by name
 * @param statuses by unit and machine
 * @param machines by ID, with members that are away
 */
public record FleetView(
    long revision,
    NavigableMap<UnitName, FleetUnit> units,
    NavigableMap<Place, UnitStatus> statuses,
    NavigableMap<String, Machine> machines) {

  /** Copies the maps. */
  public FleetView {
    units = Collections.unmodifiableNavigableMap(new TreeMap<>(units));
    statuses = Collections.unmodifiableNavigableMap(new TreeMap<>(statuses));
    machines = Collections.unmodifiableNavigableMap(new TreeMap<>(machines));
  }

  /** A view of these units, statuses and machines. */
  public static FleetView of(
      long revision,
      Collection<FleetUnit> units,
      Collection<UnitStatus> statuses,
      Collection<Machine> machines) {
    return new FleetView(
        revision,
        byKey(units, FleetUnit::name),
        byKey(statuses, UnitStatus::place),
        byKey(machines, Machine::id));
  }

  private static <K extends Comparable<K>, V> NavigableMap<K, V> byKey(
      Collection<V> values, Function<V, K> key) {
    return values.stream()
        .collect(toMap(key, value -> value, (first, second) -> second, TreeMap::new));
  }

  /** The unit by a name; empty when there is none. */
  public Optional<FleetUnit> unit(UnitName name) {
    return Optional.ofNullable(units.get(name));
  }

  /** What a machine says of a unit; empty when it says nothing. */
  public Optional<UnitStatus> status(UnitName unit, String machineId) {
    return Optional.ofNullable(statuses.get(new Place(unit, machineId)));
  }

  /** What all machines say of a unit, by machine. */
  public List<UnitStatus> statuses(UnitName unit) {
    return statuses.tailMap(new Place(unit, ""), true).values().stream()
        .takeWhile(status -> status.unit().equals(unit))
        .toList();
  }

  /** The machine by its ID; empty when it is no member. */
  public Optional<Machine> machine(String id) {
    return Optional.ofNullable(machines.get(id));
  }

  /**
   * The machines that somebody may mean: by the ID or the first digits of it, by the address, or by
   * the {@code name} among the metadata.
   */
  public List<Machine> machinesCalled(String said) {
    return machines.values().stream()
        .filter(
            machine ->
                machine.address().equals(said)
                    || said.equals(machine.metadata().get("name"))
                    || (!said.isEmpty() && machine.id().startsWith(said)))
        .toList();
  }

  /** What machines are called: by name, address and the beginning of their IDs. */
  public Set<String> machineNames() {
    Set<String> names = new TreeSet<>();
    for (Machine machine : machines.values()) {
      names.add(machine.shortId());
      names.add(machine.address());
      Optional.ofNullable(machine.metadata().get("name")).ifPresent(names::add);
    }
    names.remove("");
    return names;
  }

  /** The units that a stack owns, by name. */
  public List<FleetUnit> ownedBy(String stack) {
    return units.values().stream()
        .filter(unit -> unit.stack().filter(stack::equals).isPresent())
        .toList();
  }

  /** This view after an event. */
  public FleetView after(FleetEvent event) {
    return after(List.of(event));
  }

  /** This view after events, in their order. */
  public FleetView after(List<FleetEvent> events) {
    if (events.isEmpty()) {
      return this;
    }
    long newRevision = revision;
    NavigableMap<UnitName, FleetUnit> newUnits = new TreeMap<>(units);
    NavigableMap<Place, UnitStatus> newStatuses = new TreeMap<>(statuses);
    NavigableMap<String, Machine> newMachines = new TreeMap<>(machines);
    for (FleetEvent event : events) {
      newRevision = Math.max(newRevision, event.revision());
      switch (event) {
        case FleetEvent.UnitChanged changed -> newUnits.put(changed.unit().name(), changed.unit());
        case FleetEvent.UnitDestroyed destroyed -> newUnits.remove(destroyed.name());
        case FleetEvent.StatusChanged changed ->
            newStatuses.put(changed.status().place(), changed.status());
        case FleetEvent.StatusGone gone ->
            newStatuses.remove(new Place(gone.unit(), gone.machineId()));
        case FleetEvent.MachineChanged changed ->
            newMachines.put(changed.machine().id(), changed.machine());
        case FleetEvent.MachineRemoved removed -> newMachines.remove(removed.machineId());
      }
    }
    return new FleetView(newRevision, newUnits, newStatuses, newMachines);
  }

  /** The machines that are present, by ID. */
  public Map<String, Machine> present() {
    return machines.values().stream()
        .filter(Machine::present)
        .collect(toMap(Machine::id, machine -> machine, (first, second) -> second, TreeMap::new));
  }
}
