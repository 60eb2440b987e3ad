package io.fleetk.engine;

import io.fleetk.fleet.Assignment;
import io.fleetk.registry.EngineWrite;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is left of units that were destroyed. Whoever destroys a unit leaves it to the engine to
 * take it from its machines, and may come between what the engine decided and what it writes.
 */
final class Strays {
  private final List<EngineWrite.Stray> known = new ArrayList<>();

  /** These are all, as a store has them. */
  void read(List<EngineWrite.Stray> all) {
    known.clear();
    known.addAll(all);
  }

  /**
   * A unit was destroyed.
   *
   * @param view the fleet with that unit
   * @param unseen what was written of it and is not in the view
   */
  void leaves(UnitName name, ClusterView view, List<EngineWrite> unseen) {
    Set<String> machines = new TreeSet<>();
    view.unit(name).ifPresent(unit -> machines.addAll(unit.assignments().keySet()));
    for (EngineWrite write : unseen) {
      switch (write) {
        case EngineWrite.Assign(UnitName _, Assignment assignment) ->
            machines.add(assignment.machineId());
        case EngineWrite.Pend _ -> known.add(new EngineWrite.Unpend(name));
        case EngineWrite.Unassign _, EngineWrite.Unpend _, EngineWrite.DropRelease _ -> {}
      }
    }
    machines.forEach(machine -> known.add(new EngineWrite.Unassign(name, machine)));
  }

  /** What to do about them, once. */
  List<Decision> takeDecisions(ClusterView view) {
    List<Decision> decisions =
        known.stream()
            // A unit that was made anew has what it had.
            .filter(stray -> view.unit(stray.unit()).isEmpty())
            .map(Strays::decision)
            .toList();
    known.clear();
    return decisions;
  }

  private static Decision decision(EngineWrite.Stray stray) {
    String reason = "it was destroyed";
    return switch (stray) {
      case EngineWrite.Unassign(UnitName unit, String machineId) ->
          new Decision.Unplace(unit, machineId, reason);
      case EngineWrite.Unpend(UnitName unit) -> new Decision.Unpend(unit, reason);
    };
  }
}
