package io.fleetk.engine;

import io.fleetk.fleet.Machine;
import io.fleetk.unit.DesiredState;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * A fleet in numbers.
 *
 * @param units how many units should be brought to each state
 * @param waiting how many of them are on no machine, or on a lost one, and should not be
 * @param present how many machines are there
 * @param away how many are not, and may come back at any moment
 * @param lost how many have been away for so long that their units go elsewhere
 */
public record Census(
    Map<DesiredState, Integer> units, int waiting, int present, int away, int lost) {
  /** Copies the map. */
  public Census {
    units = Collections.unmodifiableMap(new EnumMap<>(units));
  }

  static Census of(ClusterView view, Set<String> lost) {
    Map<DesiredState, Integer> units = new EnumMap<>(DesiredState.class);
    for (DesiredState state : DesiredState.values()) {
      units.put(state, 0);
    }
    int waiting = 0;
    for (KnownUnit unit : view.units()) {
      units.merge(unit.unit().desiredState(), 1, Integer::sum);
      waiting += unit.unit().pending().isPresent() ? 1 : 0;
    }
    int present = (int) view.machines().stream().filter(Machine::present).count();
    int gone = (int) view.machines().stream().filter(one -> lost.contains(one.id())).count();
    return new Census(units, waiting, present, view.machines().size() - present - gone, gone);
  }
}
