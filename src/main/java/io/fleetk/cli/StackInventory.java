package io.fleetk.cli;

import io.fleetk.cli.Table.Cell;
import io.fleetk.plan.StackReport;
import io.fleetk.plan.StatusReport.Component;
import java.util.List;

/**
 * Stacks of a fleet, as lists show them.
 *
 * @param stacks those to show
 */
record StackInventory(List<StackReport> stacks) implements Inventory {
  @Override
  public String none() {
    return "the fleet has no stacks; 'fleetk apply DIR' brings one";
  }

  @Override
  public Table table(boolean wide) {
    Table table =
        wide
            ? new Table("STACK", ">UNITS", ">COMPONENTS", ">DESIRED", ">READY", "STANDING", "NAMES")
            : new Table("STACK", ">UNITS", ">COMPONENTS", ">DESIRED", ">READY", "STANDING");
    for (StackReport stack : stacks) {
      Cell name = Cell.of(stack.name());
      Cell units = Cell.of(Integer.toString(stack.units()));
      Cell components = Cell.of(Integer.toString(stack.components().size()));
      Cell desired = Cell.of(Integer.toString(stack.desired()));
      Cell ready = Cell.of(Integer.toString(stack.ready()));
      Cell standing =
          new Cell(UnitInventory.tone(stack.standing()), StatusDocument.word(stack.standing()));
      if (wide) {
        table.row(
            name,
            units,
            components,
            desired,
            ready,
            standing,
            Cell.of(String.join(",", names(stack))));
      } else {
        table.row(name, units, components, desired, ready, standing);
      }
    }
    return table;
  }

  private static List<String> names(StackReport stack) {
    return stack.components().stream().map(Component::name).toList();
  }

  @Override
  public List<Document> documents() {
    return stacks.stream()
        .map(
            stack ->
                new Document(
                    stack.name(),
                    stack.units(),
                    stack.desired(),
                    stack.ready(),
                    StatusDocument.word(stack.standing()),
                    names(stack)))
        .toList();
  }

  @Override
  public List<String> names() {
    return stacks.stream().map(StackReport::name).toList();
  }

  /** A stack in a document. */
  record Document(
      String name, int units, int desired, int ready, String standing, List<String> components) {}
}
