package io.fleetk.agent;

import io.fleetk.agent.LocalUnit.Placed;
import io.fleetk.systemd.Systemd;
import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.systemd.UnitState;
import io.fleetk.unit.UnitName;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of the units on this machine: what an agent placed here, as it was last written,
 * and systemd's state, as it was last read. Written by one thread.
 */
final class LocalUnits {
  private final Systemd systemd;
  private final Map<UnitName, Placed> placed = new ConcurrentHashMap<>();
  private final Map<UnitName, Tag> noted = new HashMap<>();
  private final Map<UnitName, UnitState> states = new HashMap<>();
  private volatile boolean known;

  LocalUnits(Systemd systemd) {
    this.systemd = systemd;
  }

  /**
   * Reads what agents placed here, and forgets what is no longer there. Units whose tag no agent
   * wrote are not among them.
   *
   * @throws io.fleetk.systemd.SystemdException when it cannot be read
   */
  void read() {
    List<LoadedUnit> loaded = systemd.loaded();
    placed.keySet().retainAll(loaded.stream().map(LoadedUnit::name).toList());
    loaded.forEach(this::placed);
    noted.clear();
    // Whatever such a tag says of them, the unit's own file is not there.
    systemd
        .noted()
        .forEach(
            (name, text) ->
                Tag.decode(text).ifPresent(tag -> noted.put(name, tag.withIncomplete())));
    reread(loaded.stream().map(LoadedUnit::name).toList());
    known = true;
  }

  /** Whether {@link #read} has succeeded. */
  boolean known() {
    return known;
  }

  /** The units that an agent placed here. */
  Set<UnitName> placed() {
    return Set.copyOf(placed.keySet());
  }

  /** Whether there is nothing here that an agent brought, or began to bring. */
  boolean isEmpty() {
    return placed.isEmpty() && noted.isEmpty();
  }

  /** Notes that a unit was written. */
  void placed(LoadedUnit unit) {
    Tag.decode(unit.tag()).ifPresent(tag -> placed.put(unit.name(), new Placed(unit.text(), tag)));
    noted.remove(unit.name());
  }

  /** Notes that a unit's tag was written. */
  void noted(UnitName name, Tag tag) {
    if (placed.computeIfPresent(name, (_, unit) -> new Placed(unit.text(), tag)) == null) {
      noted.put(name, tag);
    }
  }

  /** Notes that a unit was removed. */
  void removed(UnitName name) {
    placed.remove(name);
    noted.remove(name);
    states.remove(name);
  }

  /**
   * Asks systemd for the states of units.
   *
   * @throws io.fleetk.systemd.SystemdException when it does not say
   */
  void reread(Collection<UnitName> names) {
    Map<UnitName, UnitState> now = systemd.states(names);
    states.keySet().removeAll(names);
    states.putAll(now);
  }

  /** Whether a unit was placed here that systemd no longer knows. */
  boolean vanished(UnitName name) {
    return placed.containsKey(name)
        && (!states.containsKey(name) || states.get(name).loadState().equals("not-found"));
  }

  /** What is known of a unit. */
  LocalUnit unit(UnitName name) {
    return new LocalUnit(
        name,
        Optional.ofNullable(placed.get(name)),
        Optional.ofNullable(noted.get(name)),
        Optional.ofNullable(states.get(name)));
  }

  /** Every unit that an agent placed or noted, and these. */
  Map<UnitName, LocalUnit> with(Collection<UnitName> others) {
    Map<UnitName, LocalUnit> units = new TreeMap<>();
    placed.keySet().forEach(name -> units.put(name, unit(name)));
    noted.keySet().forEach(name -> units.put(name, unit(name)));
    others.forEach(name -> units.put(name, unit(name)));
    return units;
  }
}
