package io.fleetk.rollout;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetExtensions.Release;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.plan.Change;
import io.fleetk.plan.Plan;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An order to restart units on all their machines at once, without regard to how many are down
 * meanwhile: what {@code fleetctl restart --no-block} does.
 */
public final class RestartOrder {
  private final Fleet fleet;
  private final FleetExtensions extensions;

  /** An order; nothing is asked of the fleet yet. */
  public RestartOrder(Fleet fleet, FleetExtensions extensions) {
    this.fleet = requireNonNull(fleet);
    this.extensions = requireNonNull(extensions);
  }

  /**
   * Gives the order, and waits for nothing.
   *
   * @param view the fleet as it was when this was planned
   * @param plan a plan of restarts, and of starts of what is loaded
   * @return the units, in the order of the plan
   * @throws FleetRefusedException when one of them is gone
   */
  public List<UnitName> give(FleetView view, Plan plan) {
    List<Change> changes =
        plan.components().stream().flatMap(component -> component.changes().stream()).toList();
    List<UnitName> starts = new ArrayList<>();
    List<Release> releases = new ArrayList<>();
    for (Change change : changes) {
      if (change instanceof Change.Restart restart) {
        releases.addAll(releases(view, restart));
      } else {
        starts.add(change.unit());
      }
    }
    if (!releases.isEmpty()) {
      extensions.release(releases);
    }
    if (!starts.isEmpty()) {
      fleet.setDesiredStates(starts, DesiredState.LAUNCHED);
    }
    return changes.stream().map(Change::unit).toList();
  }

  /** Lets the machines take the newest content, too, as a restart that is waited for does. */
  private List<Release> releases(FleetView view, Change.Restart restart) {
    FleetUnit unit =
        view.unit(restart.unit())
            .orElseThrow(() -> new FleetRefusedException("no unit " + restart.unit()));
    long everywhere = restart.everywhere() ? extensions.restart(unit.name()) : 0;
    return restart.machines().stream()
        .map(
            machine ->
                new Release(
                    unit.name(),
                    machine,
                    unit.content().id(),
                    restart.everywhere() ? everywhere : next(view, unit, machine)))
        .toList();
  }

  /** Above what the unit asks of all machines: this one restarts alone. */
  private static long next(FleetView view, FleetUnit unit, String machine) {
    long told =
        Optional.ofNullable(unit.assignments().get(machine)).map(Assignment::generation).orElse(0L);
    long reached = view.status(unit.name(), machine).map(UnitStatus::generation).orElse(0L);
    return Math.max(unit.generation(), Math.max(told, reached)) + 1;
  }
}
