package io.fleetk.registry;

import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;

/** Where a unit's journal is read: a journal lives on its machine, not in the store. */
@FunctionalInterface
public interface JournalSource {
  /**
   * A part of a unit's journal on a machine, oldest lines first.
   *
   * @throws io.fleetk.fleet.FleetException when the machine cannot be asked
   */
  JournalLines lines(UnitName unit, String machineId, JournalRange range);
}
