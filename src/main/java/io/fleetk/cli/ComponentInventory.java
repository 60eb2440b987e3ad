package io.fleetk.cli;

import io.fleetk.cli.StatusDocument.ComponentDocument;
import io.fleetk.cli.Table.Cell;
import io.fleetk.plan.StatusReport;
import io.fleetk.plan.StatusReport.Component;
import java.util.ArrayList;
import java.util.List;

/**
 * Components of a fleet, as lists show them.
 *
 * @param report those to show
 */
record ComponentInventory(StatusReport report) implements Inventory {
  @Override
  public String none() {
    return "the fleet has no components; 'fleetk apply DIR' brings some";
  }

  @Override
  public Table table(boolean wide) {
    List<String> headings =
        new ArrayList<>(
            List.of("COMPONENT", "STACK", ">DESIRED", ">PLACED", ">ACTIVE", ">READY", "NEW"));
    if (wide) {
      headings.addAll(List.of("STANDING", "REASON"));
    }
    Table table = new Table(headings.toArray(String[]::new));
    for (Component component : report.components()) {
      List<Cell> cells =
          new ArrayList<>(
              List.of(
                  Cell.of(component.name()),
                  Cell.of(component.stack().orElse("-")),
                  number(component.desired()),
                  number(component.placed()),
                  number(component.active()),
                  new Cell(
                      UnitInventory.tone(component.standing()),
                      Integer.toString(component.ready())),
                  current(component)));
      if (wide) {
        cells.add(
            new Cell(
                UnitInventory.tone(component.standing()),
                StatusDocument.word(component.standing())));
        cells.add(Cell.of(component.reason()));
      }
      table.row(cells.toArray(Cell[]::new));
    }
    return table;
  }

  private static Cell number(int number) {
    return Cell.of(Integer.toString(number));
  }

  /** How many of a component's instances have the newest content. */
  static Cell current(Component component) {
    return component.current() == component.desired()
        ? Cell.of("all")
        : new Cell(
            Paint.Tone.WARN, "%d of %d new".formatted(component.current(), component.desired()));
  }

  @Override
  public List<ComponentDocument> documents() {
    return report.components().stream()
        .map(component -> StatusDocument.component(component, Excerpts.NONE))
        .toList();
  }

  @Override
  public List<String> names() {
    return report.names();
  }
}
