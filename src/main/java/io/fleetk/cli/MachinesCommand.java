package io.fleetk.cli;

import static java.util.stream.Collectors.joining;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.cli.Table.Cell;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fleetk machines}: the members of the fleet. */
@Command(
    name = "machines",
    header = "List the fleet's machines.",
    description = "Lists the fleet's machines, those that are away included.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk machines",
      "  fleetk machines -o wide",
      "  fleetk machines -o json | jq -r '.[] | select(.present) | .address'"
    })
final class MachinesCommand extends FleetkCommand {
  @Mixin private OutputFormat output;

  @Override
  public Integer call() throws IOException {
    try (Fleet fleet = openFleet()) {
      FleetView view = fleet.view();
      Collection<Machine> machines = view.machines().values();
      switch (output.form()) {
        case JSON -> out().println(Documents.json(documents(view)));
        case YAML -> out().println(Documents.yaml(documents(view)));
        case NAME -> machines.forEach(machine -> out().println(machine.id()));
        case TABLE, WIDE -> printTable(view);
      }
    }
    return ExitCode.OK;
  }

  private void printTable(FleetView view) {
    if (view.machines().isEmpty()) {
      note("the fleet has no machines");
      return;
    }
    boolean wide = output.form() == OutputFormat.Form.WIDE;
    Table table =
        wide
            ? new Table("MACHINE", "ADDRESS", "STATE", ">UNITS", "VERSION", "METADATA")
            : new Table("MACHINE", "ADDRESS", "STATE", ">UNITS", "METADATA");
    for (Machine machine : view.machines().values()) {
      Cell id = Cell.of(wide ? machine.id() : machine.shortId());
      Cell address = Cell.of(machine.address());
      Cell units = Cell.of(Long.toString(units(view, machine)));
      Cell metadata =
          Cell.of(
              machine.metadata().entrySet().stream()
                  .map(pair -> pair.getKey() + "=" + pair.getValue())
                  .collect(joining(",")));
      if (wide) {
        table.row(id, address, state(machine), units, Cell.of(machine.version()), metadata);
      } else {
        table.row(id, address, state(machine), units, metadata);
      }
    }
    print(table);
  }

  private Cell state(Machine machine) {
    if (!machine.present()) {
      return new Cell(
          Tone.BAD,
          "away"
              + machine
                  .lastSeen()
                  .map(seen -> " " + Ages.since(seen, surroundings().clock().instant()))
                  .orElse(""));
    }
    return machine.cordoned()
        ? new Cell(Tone.WARN, "present, cordoned")
        : new Cell(Tone.GOOD, "present");
  }

  private static long units(FleetView view, Machine machine) {
    return view.units().values().stream()
        .filter(unit -> unit.assignments().containsKey(machine.id()))
        .count();
  }

  private static Object documents(FleetView view) {
    return view.machines().values().stream()
        .map(
            machine ->
                new MachineDocument(
                    machine.id(),
                    machine.address(),
                    machine.metadata(),
                    machine.present(),
                    machine.cordoned(),
                    machine.version(),
                    machine.lastSeen(),
                    units(view, machine)))
        .toList();
  }

  /** A machine in a document. */
  record MachineDocument(
      String id,
      String address,
      Map<String, String> metadata,
      boolean present,
      boolean cordoned,
      String version,
      Optional<Instant> lastSeen,
      long units) {}
}
