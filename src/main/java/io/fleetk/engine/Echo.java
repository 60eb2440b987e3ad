package io.fleetk.engine;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.registry.EngineWrite;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the engine wrote and has not yet seen in the events. Until it has, its picture of the fleet
 * is older than its own decisions, and deciding on it could place a unit twice.
 */
final class Echo {
  private record Expected(EngineWrite write, Optional<FleetUnit.Release> dropped) {}

  private final List<Expected> expected = new ArrayList<>();

  /** These were written on a picture of the fleet. */
  void expect(List<EngineWrite> writes, ClusterView view) {
    writes.forEach(write -> expected.add(new Expected(write, droppedBy(write, view))));
  }

  /** Whether everything written is seen in a picture of the fleet. */
  boolean isHeardIn(ClusterView view) {
    expected.removeIf(
        one -> view.unit(one.write().unit()).filter(unit -> !isSeen(one, unit.unit())).isEmpty());
    return expected.isEmpty();
  }

  /** What was written of a unit without its being seen. */
  List<EngineWrite> unseenOf(UnitName unit) {
    return expected.stream().map(Expected::write).filter(one -> one.unit().equals(unit)).toList();
  }

  /** Nothing is expected any more. */
  void forget() {
    expected.clear();
  }

  private static Optional<FleetUnit.Release> droppedBy(EngineWrite write, ClusterView view) {
    return write instanceof EngineWrite.DropRelease drop
        ? view.unit(drop.unit()).map(unit -> unit.unit().releases().get(drop.machineId()))
        : Optional.empty();
  }

  private static boolean isSeen(Expected expected, FleetUnit unit) {
    return switch (expected.write()) {
      case EngineWrite.Assign assign ->
          assign.assignment().equals(unit.assignments().get(assign.assignment().machineId()));
      case EngineWrite.Unassign unassign -> !unit.assignments().containsKey(unassign.machineId());
      case EngineWrite.Pend pend -> unit.pending().filter(pend.reason()::equals).isPresent();
      case EngineWrite.Unpend _ -> unit.pending().isEmpty();
      // A client may have put a new release in its place by now.
      case EngineWrite.DropRelease drop ->
          !Optional.ofNullable(unit.releases().get(drop.machineId())).equals(expected.dropped());
    };
  }
}
