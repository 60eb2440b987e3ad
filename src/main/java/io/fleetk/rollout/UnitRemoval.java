package io.fleetk.rollout;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitsRefusedException;
import io.fleetk.time.Timeline;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The removal of units by their names, in whatever order: what {@code fleetctl destroy} does. */
public final class UnitRemoval {
  private final Fleet fleet;
  private final Timeline timeline;

  /** A removal; nothing is asked of the fleet yet. */
  public UnitRemoval(Fleet fleet, Timeline timeline) {
    this.fleet = requireNonNull(fleet);
    this.timeline = requireNonNull(timeline);
  }

  /**
   * Has the fleet forget units. One that somebody else removed meanwhile is removed.
   *
   * @return why which units could not be removed
   */
  public Map<UnitName, String> carryOut(Collection<UnitName> units) {
    Map<UnitName, String> refused = new TreeMap<>();
    try {
      fleet.destroyAll(units);
    } catch (UnitsRefusedException e) {
      refused.putAll(e.reasons());
    } catch (FleetRefusedException e) {
      units.forEach(unit -> refused.put(unit, UnitsRefusedException.reason(unit, e)));
    }
    if (!refused.isEmpty()) {
      refused.keySet().retainAll(fleet.view().units().keySet());
    }
    return refused;
  }

  /**
   * Waits until no machine has the units, or the time is over. A unit that somebody submits anew is
   * not waited for.
   *
   * @param units they, in the order in which to tell
   * @param gone is told of each, as soon as all before it are gone
   * @return those that it was not told of
   * @throws InterruptedException when the thread is interrupted
   */
  public List<UnitName> await(
      Collection<UnitName> units, Duration patience, Consumer<UnitName> gone)
      throws InterruptedException {
    Set<UnitName> left = new LinkedHashSet<>(units);
    return Lookout.keep(
        fleet,
        timeline,
        patience,
        view -> {
          tellGone(view, left, gone);
          return List.copyOf(left);
        },
        List::isEmpty);
  }

  private static void tellGone(FleetView view, Set<UnitName> left, Consumer<UnitName> gone) {
    for (UnitName name : List.copyOf(left)) {
      if (view.unit(name).isEmpty() && !view.statuses(name).isEmpty()) {
        return;
      }
      gone.accept(name);
      left.remove(name);
    }
  }
}
