package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A unit as systemd understood its file at the last reload.
 *
 * @param loadState {@code loaded}, {@code not-found}, {@code bad-setting} or {@code error}
 * @param problem why it could not be loaded, in systemd's words; empty when it was
 * @param description {@code Description=}, or the name
 * @param dependencies the units it names, by kind
 * @param pulledInBy the units that pull it in once enabled ({@code WantedBy=}, {@code RequiredBy=})
 * @param conditions what must hold for it to be started, else it is skipped
 * @param asserts what must hold for it to be started, else that fails
 * @param limitInterval {@code StartLimitIntervalSec=}
 * @param limitBurst {@code StartLimitBurst=}
 * @param service its {@code [Service]}; nothing to run for other types
 * @param activates for a socket, timer or path: the unit it is there for
 * @param provides files that its program is known to write once it is up
 */
record UnitDefinition(
    UnitName name,
    String loadState,
    String problem,
    String description,
    Map<Dependency, Set<UnitName>> dependencies,
    Map<Dependency, Set<UnitName>> pulledInBy,
    List<Condition> conditions,
    List<Condition> asserts,
    Duration limitInterval,
    int limitBurst,
    ServiceSettings service,
    Set<UnitName> activates,
    List<String> provides) {
  UnitDefinition {
    dependencies = Map.copyOf(dependencies);
    pulledInBy = Map.copyOf(pulledInBy);
    conditions = List.copyOf(conditions);
    asserts = List.copyOf(asserts);
    activates = Set.copyOf(activates);
    provides = List.copyOf(provides);
  }

  /** A unit that has no file, or whose file cannot be used. */
  static UnitDefinition unusable(UnitName name, String loadState, String problem) {
    return new UnitDefinition(
        name,
        loadState,
        problem,
        name.text(),
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        Duration.ZERO,
        0,
        ServiceSettings.none(),
        Set.of(),
        List.of());
  }

  static UnitDefinition notFound(UnitName name) {
    return unusable(name, "not-found", "Unit %s not found.".formatted(name));
  }

  boolean isLoaded() {
    return loadState.equals("loaded");
  }

  boolean isNotFound() {
    return loadState.equals("not-found");
  }

  /** Whether it names another unit in this way. */
  boolean names(Dependency kind, UnitName other) {
    return dependencies.getOrDefault(kind, Set.of()).contains(other);
  }

  /** As systemd shows it: the name, and the description where there is one. */
  String title() {
    return description.equals(name.text()) ? name.text() : name + " - " + description;
  }
}
