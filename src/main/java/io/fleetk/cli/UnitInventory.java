package io.fleetk.cli;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.cli.StatusDocument.InstanceDocument;
import io.fleetk.cli.Table.Cell;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.plan.StatusReport;
import io.fleetk.plan.StatusReport.Component;
import io.fleetk.plan.StatusReport.Instance;
import io.fleetk.plan.StatusReport.Standing;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Units of a fleet, as lists show them: in a table a row for each of their machines.
 *
 * @param view the fleet, without what is not to be shown
 * @param now what ages are counted from
 */
record UnitInventory(FleetView view, Instant now) implements Inventory {
  private static final String NONE = "-";

  @Override
  public String none() {
    return "the fleet has no units; 'fleetk apply DIR' brings some";
  }

  private Map<UnitName, List<Instance>> instances() {
    return StatusReport.of(view).components().stream()
        .map(Component::instances)
        .flatMap(List::stream)
        .collect(Collectors.groupingBy(Instance::unit, TreeMap::new, Collectors.toList()));
  }

  @Override
  public Table table(boolean wide) {
    Table table =
        wide
            ? new Table(
                "UNIT",
                "COMPONENT",
                "STACK",
                "DESIRED",
                "STATE",
                "READY",
                "MACHINE",
                "ADDRESS",
                "SINCE",
                ">RESTARTS",
                "NEW",
                "HASH",
                "REASON")
            : new Table(
                "UNIT", "COMPONENT", "STACK", "DESIRED", "STATE", "READY", "MACHINE", "~AGE");
    instances()
        .forEach(
            (name, some) -> {
              FleetUnit unit = view.units().get(name);
              some.forEach(instance -> table.row(cells(unit, instance, wide).toArray(Cell[]::new)));
            });
    return table;
  }

  private List<Cell> cells(FleetUnit unit, Instance instance, boolean wide) {
    List<Cell> cells =
        new ArrayList<>(
            List.of(
                Cell.of(unit.name().text()),
                Cell.of(unit.component()),
                Cell.of(unit.stack().orElse(NONE)),
                Cell.of(unit.desiredState().wire()),
                state(instance),
                Cell.of(ready(instance))));
    cells.addAll(wide ? wide(unit, instance) : narrow(instance));
    return cells;
  }

  private List<Cell> narrow(Instance instance) {
    return List.of(
        Cell.of(machine(instance)),
        Cell.of(since(instance).map(since -> Ages.since(since, now)).orElse(NONE)));
  }

  private static List<Cell> wide(FleetUnit unit, Instance instance) {
    return List.of(
        Cell.of(instance.machineId().orElse(NONE)),
        Cell.of(instance.address().orElse(NONE)),
        Cell.of(since(instance).map(Ages::moment).orElse(NONE)),
        Cell.of(Integer.toString(instance.status().map(UnitStatus::restarts).orElse(0))),
        Cell.of(instance.current() ? "yes" : "no"),
        Cell.of(unit.content().unitHash().hex()),
        Cell.of(instance.reason()));
  }

  /** What systemd says of an instance. */
  static Cell state(Instance instance) {
    return new Cell(
        tone(instance.standing()),
        instance
            .status()
            .map(status -> "%s (%s)".formatted(status.activeState(), status.subState()))
            .orElse(NONE));
  }

  /** Whether an instance is ready. */
  static String ready(Instance instance) {
    return instance.status().filter(UnitStatus::ready).isPresent() ? "yes" : "no";
  }

  /** An instance's machine as fleetctl has it: the beginning of the ID, and the address. */
  private String machine(Instance instance) {
    return instance.machineId().map(new FleetWords(view)::label).orElse(NONE);
  }

  private static Optional<Instant> since(Instance instance) {
    return instance.status().flatMap(UnitStatus::since);
  }

  /** The colour of a standing. */
  static Tone tone(Standing standing) {
    return switch (standing) {
      case AS_DESIRED -> Tone.PLAIN;
      case WAITING -> Tone.WARN;
      case FAILED -> Tone.BAD;
    };
  }

  @Override
  public List<Document> documents() {
    return instances().entrySet().stream()
        .map(entry -> document(view.units().get(entry.getKey()), entry.getValue()))
        .toList();
  }

  private static Document document(FleetUnit unit, List<Instance> instances) {
    Instance worst = instances.stream().max(Comparator.comparing(Instance::standing)).orElseThrow();
    return new Document(
        unit.name().text(),
        unit.component(),
        unit.stack(),
        unit.desiredState().wire(),
        instances.stream()
            .allMatch(instance -> instance.status().filter(UnitStatus::ready).isPresent()),
        StatusDocument.word(worst.standing()),
        worst.reason(),
        unit.placement().global(),
        unit.held(),
        unit.generation(),
        unit.content().unitHash().hex(),
        unit.content().runHash().hex(),
        unit.content().id().hex(),
        instances.stream().map(one -> StatusDocument.instance(one, Excerpts.NONE)).toList());
  }

  @Override
  public List<String> names() {
    return view.units().keySet().stream().map(UnitName::text).toList();
  }

  /** A unit in a document. */
  record Document(
      String name,
      String component,
      Optional<String> stack,
      String desiredState,
      boolean ready,
      String standing,
      String reason,
      boolean global,
      boolean held,
      long generation,
      String hash,
      String runHash,
      String contentId,
      List<InstanceDocument> instances) {}
}
