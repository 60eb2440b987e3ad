package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.time.Duration;

/**
 * What is wrong with the programs of a simulated machine, for {@code fleetk dev break}. Faults may
 * be set for units that are not there yet, and outlast a power cut.
 */
public interface Faults {

  /**
   * From now on the unit's program ends with this status: at once when it runs, and soon after
   * every start.
   *
   * @param exitStatus 1 to 255
   * @throws IllegalArgumentException when the status is out of range
   */
  void fail(UnitName unit, int exitStatus);

  /** The unit's program takes this much longer to come up, from its next start on. */
  void slowStart(UnitName unit, Duration delay);

  /** The unit's program runs, but every probe of it fails. */
  void failProbe(UnitName unit);

  /**
   * Takes back every fault of the unit. What has failed stays failed until somebody starts it, as
   * systemd has it.
   */
  void mend(UnitName unit);
}
