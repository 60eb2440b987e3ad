package io.fleetk.plan;

import static java.util.stream.Collectors.toSet;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.MetadataEdit;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Placement;
import io.fleetk.unit.UnitName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What moves when a machine's metadata change: a pure function of a {@link FleetView}.
 *
 * @param leaving units that may not stay on the machine, and those that follow them ({@code
 *     MachineOf=})
 * @param coming global units that the machine may have then, and waiting ones that it may be given
 */
public record MetadataEffect(List<UnitName> leaving, List<UnitName> coming) {
  /** Copies the lists. */
  public MetadataEffect {
    leaving = List.copyOf(leaving);
    coming = List.copyOf(coming);
  }

  /** What moves when these edits are made, all of one machine. */
  public static MetadataEffect of(FleetView view, Machine machine, List<MetadataEdit> edits) {
    Map<String, String> after = MetadataEdit.applied(machine.metadata(), edits);
    List<FleetUnit> asked =
        view.units().values().stream()
            .filter(unit -> unit.desiredState() != DesiredState.INACTIVE)
            .filter(
                unit ->
                    unit.placement().acceptsMetadata(machine.metadata())
                        != unit.placement().acceptsMetadata(after))
            .toList();
    Set<UnitName> leaving = new TreeSet<>();
    asked.stream()
        .filter(unit -> !unit.placement().acceptsMetadata(after))
        .filter(unit -> unit.assignments().containsKey(machine.id()))
        .map(FleetUnit::name)
        .forEach(leaving::add);
    addFollowers(leaving, view, machine);
    return new MetadataEffect(
        List.copyOf(leaving),
        asked.stream()
            .filter(unit -> unit.placement().acceptsMetadata(after))
            .filter(unit -> unit.placement().global() || unit.assignments().isEmpty())
            .filter(unit -> mayCome(unit, machine, view))
            .map(FleetUnit::name)
            .toList());
  }

  /** Adds what is there because of a unit that leaves, and so on. */
  private static void addFollowers(Set<UnitName> leaving, FleetView view, Machine machine) {
    List<UnitName> more;
    do {
      Set<String> left = leaving.stream().map(UnitName::text).collect(toSet());
      more =
          view.units().values().stream()
              .filter(unit -> unit.assignments().containsKey(machine.id()))
              .filter(unit -> unit.placement().machineOf().stream().anyMatch(left::contains))
              .map(FleetUnit::name)
              .toList();
    } while (leaving.addAll(more));
  }

  private static boolean mayCome(FleetUnit unit, Machine machine, FleetView view) {
    Placement placement = unit.placement();
    return machine.present()
        && !machine.cordoned()
        && placement.acceptsMachineId(machine.id())
        && view.units().values().stream()
            .filter(other -> other.assignments().containsKey(machine.id()))
            .noneMatch(
                other ->
                    Placement.conflict(unit.name(), placement, other.name(), other.placement()));
  }

  /** Whether nothing moves. */
  public boolean isEmpty() {
    return leaving.isEmpty() && coming.isEmpty();
  }
}
