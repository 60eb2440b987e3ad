package io.fleetk.registry;

import io.fleetk.unit.UnitName;
import java.util.List;

/** Where a unit's journal is read: a journal lives on its machine, not in the store. */
@FunctionalInterface
public interface JournalSource {
  /**
   * The last lines of a unit's journal on a machine, oldest first.
   *
   * @param lines how many at most
   * @throws io.fleetk.fleet.FleetException when the machine cannot be asked
   */
  List<String> lines(UnitName unit, String machineId, int lines);
}
