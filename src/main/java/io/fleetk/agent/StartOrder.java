package io.fleetk.agent;

import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The order in which to ask systemd to start units: one that another comes {@code After=} is asked
 * for first. systemd orders only the jobs that it knows of (systemd.unit(5), {@code After=}), so a
 * unit asked for too early would not wait for one asked for later.
 */
final class StartOrder {
  private final Map<UnitName, UnitFile> files;
  private final Set<UnitName> ordered = new LinkedHashSet<>();
  private final Set<UnitName> seen = new TreeSet<>();

  private StartOrder(Map<UnitName, UnitFile> files) {
    this.files = files;
  }

  /** The units of a map in their order; units that do not depend on each other go by name. */
  static List<UnitName> of(Map<UnitName, UnitFile> files) {
    StartOrder order = new StartOrder(files);
    new TreeSet<>(files.keySet()).forEach(order::visit);
    return new ArrayList<>(order.ordered);
  }

  private void visit(UnitName name) {
    // A cycle is cut where it is met again; systemd cuts it likewise.
    if (!files.containsKey(name) || !seen.add(name)) {
      return;
    }
    files.get(name).values("Unit", "After").stream()
        .flatMap(names -> Arrays.stream(names.replace("\\\n", " ").split("\\s+")))
        .filter(after -> UnitName.problemWith(after).isEmpty())
        .map(UnitName::of)
        .forEach(this::visit);
    ordered.add(name);
  }
}
