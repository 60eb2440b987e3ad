package io.fleetk.systemd;

import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The unit files of a simulated machine, and the units that systemd made of them when it last read
 * them. Not safe for several threads.
 */
final class KnownUnits implements UnitIndex {
  /** Targets that are reached on any machine that is up (systemd.special(7)). */
  private static final List<String> ALWAYS_ACTIVE =
      List.of(
          "basic",
          "local-fs",
          "local-fs-pre",
          "multi-user",
          "network",
          "network-online",
          "network-pre",
          "nss-lookup",
          "paths",
          "remote-fs",
          "sockets",
          "swap",
          "sysinit",
          "time-set",
          "time-sync",
          "timers");

  private final Map<UnitName, LoadedUnit> loaded = new TreeMap<>();
  private final Map<UnitName, String> noted = new TreeMap<>();
  private final Map<UnitName, String> installed = new TreeMap<>();
  private final Map<UnitName, String> read = new HashMap<>();
  private final Map<UnitName, SimulatedUnit> units = new TreeMap<>();
  private final String hostname;
  private final Function<UnitDefinition, SimulatedUnit> make;

  KnownUnits(String hostname, Function<UnitDefinition, SimulatedUnit> make) {
    this.hostname = hostname;
    this.make = make;
    for (String target : ALWAYS_ACTIVE) {
      installed.put(UnitName.of(target + ".target"), "[Unit]\nDescription=" + target + "\n");
    }
  }

  List<LoadedUnit> loaded() {
    return List.copyOf(loaded.values());
  }

  boolean isLoaded(UnitName name) {
    return loaded.containsKey(name);
  }

  void load(LoadedUnit unit) {
    loaded.put(unit.name(), unit);
    noted.remove(unit.name());
  }

  void note(UnitName name, String tag) {
    if (loaded.computeIfPresent(name, (_, unit) -> new LoadedUnit(name, unit.text(), tag))
        == null) {
      noted.put(name, tag);
    }
  }

  Map<UnitName, String> noted() {
    return Map.copyOf(noted);
  }

  void unload(UnitName name) {
    loaded.remove(name);
    noted.remove(name);
  }

  void install(UnitName name, String text) {
    installed.put(name, text);
  }

  /** Brings up a machine: reads the files, and reaches the targets that are always reached. */
  void boot() {
    reload();
    for (String target : ALWAYS_ACTIVE) {
      SimulatedUnit unit = units.get(UnitName.of(target + ".target"));
      unit.enter(ActiveState.ACTIVE, "active");
    }
  }

  /** Reads all files afresh; gives the units whose file is new, other or gone. */
  List<UnitName> reload() {
    Map<UnitName, String> before = new HashMap<>(read);
    read.clear();
    read.putAll(installed);
    loaded.forEach((name, unit) -> read.put(name, unit.text()));
    for (SimulatedUnit unit : units.values()) {
      unit.define(definition(unit.name()).orElseGet(() -> UnitDefinition.notFound(unit.name())));
    }
    for (UnitName name : new TreeSet<>(read.keySet())) {
      find(name);
    }
    for (SimulatedUnit unit : units.values()) {
      UnitDefinition definition = unit.definition();
      boolean isNew = !read.getOrDefault(unit.name(), "").equals(before.get(unit.name()));
      if (isNew && !definition.isLoaded() && !definition.isNotFound()) {
        unit.log(unit.name() + ": " + definition.problem());
      }
    }
    var changed = new TreeSet<UnitName>(before.keySet());
    changed.addAll(read.keySet());
    changed.removeIf(name -> read.getOrDefault(name, "").equals(before.get(name)));
    return List.copyOf(changed);
  }

  private Optional<UnitDefinition> definition(UnitName name) {
    return Optional.ofNullable(read.get(name))
        .or(() -> name.template().map(read::get))
        .map(text -> DefinitionReader.read(name, text, hostname));
  }

  /** A unit that is known already; does not make one from a template. */
  Optional<SimulatedUnit> known(UnitName name) {
    return Optional.ofNullable(units.get(name));
  }

  @Override
  public Optional<SimulatedUnit> find(UnitName name) {
    if (name.isTemplate()) {
      return Optional.empty();
    }
    return known(name)
        .or(
            () -> {
              Optional<SimulatedUnit> made = definition(name).map(make);
              made.ifPresent(unit -> units.put(name, unit));
              return made;
            });
  }

  @Override
  public Collection<SimulatedUnit> all() {
    return units.values();
  }

  /** Forgets the units without a file that do nothing; gives their names. */
  List<UnitName> collectGarbage() {
    List<UnitName> gone = new ArrayList<>();
    units
        .values()
        .removeIf(
            unit -> {
              boolean idle =
                  unit.definition().isNotFound()
                      && unit.active() == ActiveState.INACTIVE
                      && unit.job().isEmpty();
              if (idle) {
                gone.add(unit.name());
              }
              return idle;
            });
    return gone;
  }

  /** Forgets every unit, and every file that was not installed: the power is gone. */
  void powerOff() {
    units.values().forEach(SimulatedUnit::vanish);
    units.clear();
    loaded.clear();
    noted.clear();
    read.clear();
  }
}
