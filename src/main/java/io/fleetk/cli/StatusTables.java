package io.fleetk.cli;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.cli.Table.Cell;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.plan.StatusReport;
import io.fleetk.plan.StatusReport.Component;
import io.fleetk.plan.StatusReport.Instance;
import io.fleetk.plan.StatusReport.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A status report as tables for people to read: a line for each component, then one for each
 * instance, then how those ended that failed, with the last lines of their journals.
 *
 * @param report what to show
 * @param excerpts the journals that go with it
 * @param wide whether to show whole machine IDs, addresses, moments and restarts
 * @param headed whether its tables have headings
 * @param now what ages are counted from
 */
record StatusTables(
    StatusReport report, Excerpts excerpts, boolean wide, boolean headed, Instant now) {
  private static final String NONE = "-";

  /** The lines. */
  List<String> lines(Paint paint, OptionalInt columns) {
    var lines = new ArrayList<String>(components(paint).headed(headed).lines(paint, columns));
    lines.add("");
    lines.addAll(instances(paint).headed(headed).lines(paint, columns));
    lines.add("");
    for (Component component : report.components()) {
      component.instances().forEach(instance -> lines.addAll(ending(instance, paint, columns)));
    }
    lines.add(summary(paint));
    return lines;
  }

  private Table components(Paint paint) {
    var table =
        new Table("  COMPONENT", "STACK", ">DESIRED", ">PLACED", ">ACTIVE", ">READY", "NEW");
    for (Component component : report.components()) {
      table.row(
          named(paint, component.standing(), component.desired() > 0, component.name()),
          Cell.of(component.stack().orElse(NONE)),
          number(component.desired()),
          number(component.placed()),
          number(component.active()),
          new Cell(
              component.ready() < component.desired() ? tone(component.standing()) : Tone.PLAIN,
              Integer.toString(component.ready())),
          ComponentInventory.current(component));
    }
    return table;
  }

  private Table instances(Paint paint) {
    var table =
        wide
            ? new Table(
                "  UNIT", "MACHINE", "ADDRESS", "STATE", "SINCE", ">RESTARTS", "NEW", "REASON")
            : new Table("  UNIT", "MACHINE", "STATE", "~SINCE", "REASON");
    for (Component component : report.components()) {
      for (Instance instance : component.instances()) {
        boolean runs = instance.status().filter(UnitStatus::active).isPresent();
        Cell unit = named(paint, instance.standing(), runs, instance.unit().text());
        Cell machine = Cell.of(instance.machineId().map(id -> machine(id, instance)).orElse(NONE));
        Cell state = new Cell(tone(instance.standing()), state(instance));
        Cell since =
            Cell.of(instance.status().flatMap(UnitStatus::since).map(this::since).orElse(NONE));
        Cell reason = Cell.of(instance.reason());
        if (wide) {
          table.row(
              unit,
              machine,
              Cell.of(instance.address().orElse(NONE)),
              state,
              since,
              number(instance.status().map(UnitStatus::restarts).orElse(0)),
              instance.current() ? Cell.of("yes") : new Cell(Tone.WARN, "no"),
              reason);
        } else {
          table.row(unit, machine, state, since, reason);
        }
      }
    }
    return table;
  }

  /** How an instance ended that failed, and what its journal says; none of one that is well. */
  private List<String> ending(Instance instance, Paint paint, OptionalInt columns) {
    List<String> journal = excerpts.of(instance);
    if (!Excerpts.isTelling(instance) && journal.isEmpty()) {
      return List.of();
    }
    var lines = new ArrayList<String>();
    lines.add(
        "%s on %s: %s"
            .formatted(
                named(paint, instance.standing(), true, instance.unit().text()).text(),
                instance.machineId().map(id -> machine(id, instance)).orElse(NONE),
                instance.status().map(StatusTables::howItEnded).orElse(NONE)));
    journal.forEach(line -> lines.add("    " + line));
    lines.add("");
    int width = columns.orElse(Integer.MAX_VALUE);
    return lines.stream().map(line -> paint.cut(line, width)).toList();
  }

  private static String howItEnded(UnitStatus status) {
    String state = "%s (%s)".formatted(status.activeState(), status.subState());
    return switch (status.result()) {
      case "", "success" -> state;
      case "signal", "core-dump" ->
          "%s, result %s, signal %d".formatted(state, status.result(), status.exitStatus());
      default ->
          "%s, result %s%s"
              .formatted(
                  state,
                  status.result(),
                  status.exitStatus() == 0 ? "" : ", exit status " + status.exitStatus());
    };
  }

  /** As fleetctl has it: the beginning of the ID, and the address. */
  private String machine(String id, Instance instance) {
    return wide
        ? id
        : Machine.shortId(id) + instance.address().map(address -> "/" + address).orElse("");
  }

  private String since(Instant moment) {
    return wide ? Ages.moment(moment) : Ages.since(moment, now);
  }

  /** The last line: all is well, or how much is not. */
  private String summary(Paint paint) {
    long off =
        report.components().stream()
            .filter(component -> component.standing() != Standing.AS_DESIRED)
            .count();
    int all = report.components().size();
    if (off == 0) {
      return paint.text(Tone.GOOD, paint.tick() + " All as desired.");
    }
    boolean failed =
        report.components().stream().anyMatch(component -> component.standing() == Standing.FAILED);
    return paint.text(
        failed ? Tone.BAD : Tone.WARN,
        "%s %d of %s not as desired."
            .formatted(failed ? paint.cross() : paint.bullet(), off, Plural.of(all, "component")));
  }

  private static String state(Instance instance) {
    return instance
        .status()
        .map(status -> "%s (%s)".formatted(status.activeState(), status.subState()))
        .orElse(NONE);
  }

  private static Cell number(int number) {
    return Cell.of(Integer.toString(number));
  }

  private static Cell named(Paint paint, Standing standing, boolean runs, String name) {
    String symbol =
        switch (standing) {
          case AS_DESIRED -> runs ? paint.bullet() : paint.circle();
          case WAITING -> paint.circle();
          case FAILED -> paint.cross();
        };
    return new Cell(tone(standing), symbol + " " + name);
  }

  private static Tone tone(Standing standing) {
    return switch (standing) {
      case AS_DESIRED -> Tone.GOOD;
      case WAITING -> Tone.WARN;
      case FAILED -> Tone.BAD;
    };
  }
}
