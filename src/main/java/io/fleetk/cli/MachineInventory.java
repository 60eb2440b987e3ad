package io.fleetk.cli;

import static java.util.stream.Collectors.joining;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.cli.Table.Cell;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Machines of a fleet, as lists show them.
 *
 * @param view the fleet
 * @param machines those to show
 * @param now what ages are counted from
 */
record MachineInventory(FleetView view, Collection<Machine> machines, Instant now)
    implements Inventory {
  @Override
  public String none() {
    return "the fleet has no machines";
  }

  @Override
  public Table table(boolean wide) {
    Table table =
        wide
            ? new Table("MACHINE", "ADDRESS", "STATE", ">UNITS", "VERSION", "METADATA")
            : new Table("MACHINE", "ADDRESS", "STATE", ">UNITS", "METADATA");
    for (Machine machine : machines) {
      Cell id = Cell.of(wide ? machine.id() : machine.shortId());
      Cell address = Cell.of(machine.address());
      Cell units = Cell.of(Long.toString(units(machine)));
      Cell metadata = Cell.of(metadata(machine.metadata()));
      if (wide) {
        table.row(id, address, state(machine, now), units, Cell.of(machine.version()), metadata);
      } else {
        table.row(id, address, state(machine, now), units, metadata);
      }
    }
    return table;
  }

  /** Metadata in one line. */
  static String metadata(Map<String, String> metadata) {
    return metadata.entrySet().stream()
        .map(pair -> pair.getKey() + "=" + pair.getValue())
        .collect(joining(","));
  }

  /** Whether a machine is there. */
  static Cell state(Machine machine, Instant now) {
    if (!machine.present()) {
      return new Cell(
          Tone.BAD,
          "away" + machine.lastSeen().map(seen -> " " + Ages.since(seen, now)).orElse(""));
    }
    return machine.cordoned()
        ? new Cell(Tone.WARN, "present, cordoned")
        : new Cell(Tone.GOOD, "present");
  }

  private long units(Machine machine) {
    return view.units().values().stream()
        .filter(unit -> unit.assignments().containsKey(machine.id()))
        .count();
  }

  @Override
  public List<Document> documents() {
    return machines.stream()
        .map(
            machine ->
                new Document(
                    machine.id(),
                    machine.address(),
                    machine.metadata(),
                    machine.present(),
                    machine.cordoned(),
                    machine.version(),
                    machine.lastSeen(),
                    units(machine)))
        .toList();
  }

  @Override
  public List<String> names() {
    return machines.stream().map(Machine::id).toList();
  }

  /** A machine in a document. */
  record Document(
      String id,
      String address,
      Map<String, String> metadata,
      boolean present,
      boolean cordoned,
      String version,
      Optional<Instant> lastSeen,
      long units) {}
}
