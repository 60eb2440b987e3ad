package io.fleetk.rollout;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetExtensions.Release;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.OneByOne;
import io.fleetk.plan.Change;
import io.fleetk.plan.Plan;
import io.fleetk.plan.Target;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An order to restart units on all their machines at once, without regard to how many are down
 * meanwhile. A machine keeps the content that it was told to have: what a rollout holds back from
 * it stays held back.
 */
public final class RestartOrder {
  private final Fleet fleet;
  private final FleetExtensions extensions;
  private final Map<UnitName, String> refused = new TreeMap<>();

  /** An order; nothing is asked of the fleet yet. */
  public RestartOrder(Fleet fleet, FleetExtensions extensions) {
    this.fleet = requireNonNull(fleet);
    this.extensions = requireNonNull(extensions);
  }

  /**
   * Gives the order, and waits for nothing. Units that the fleet refuses are passed over.
   *
   * @param view the fleet as it was when this was planned
   * @param plan a plan of restarts, and of starts of what is loaded
   * @return the units that were ordered to, in the order of the plan
   */
  public List<UnitName> give(FleetView view, Plan plan) {
    List<Change> changes =
        plan.components().stream().flatMap(component -> component.changes().stream()).toList();
    List<UnitName> units = changes.stream().map(Change::unit).toList();
    refused.putAll(
        UnitOrder.refusals(
            units, () -> OneByOne.all(changes, Change::unit, change -> take(view, change))));
    return units.stream().filter(unit -> !refused.containsKey(unit)).toList();
  }

  /** Why the fleet refused which units. */
  public Map<UnitName, String> refused() {
    return Collections.unmodifiableMap(refused);
  }

  private void take(FleetView view, Change change) {
    if (change instanceof Change.Restart restart) {
      restart(view, restart);
    } else {
      fleet.setDesiredState(change.unit(), DesiredState.LAUNCHED);
    }
  }

  private void restart(FleetView view, Change.Restart restart) {
    FleetUnit unit =
        view.unit(restart.unit())
            .orElseThrow(() -> new FleetRefusedException("it is not in the fleet"));
    long everywhere = restart.everywhere() ? extensions.restart(unit.name()) : 0;
    extensions.release(
        Target.of(unit, view).stream()
            .filter(target -> target.machineId().filter(restart.machines()::contains).isPresent())
            .map(target -> release(unit, target, everywhere))
            .toList());
  }

  /** One above what the unit asks of all machines restarts it on this machine alone. */
  private static Release release(FleetUnit unit, Target target, long everywhere) {
    return new Release(
        unit.name(),
        target.machineId().orElseThrow(),
        target.assignment().map(Assignment::contentId).orElse(unit.content().id()),
        everywhere > 0 ? everywhere : Math.max(unit.generation(), target.generation()) + 1);
  }
}
