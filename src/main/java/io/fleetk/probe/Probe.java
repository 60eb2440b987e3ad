package io.fleetk.probe;

import io.fleetk.unit.Readiness;
import io.fleetk.unit.ReadyCheck;
import io.fleetk.unit.UnitName;

/** Finds out whether one readiness check holds. */
public interface Probe {

  /**
   * Tries a check once, for at most {@link Readiness#probeTimeout()}. Never throws: whatever goes
   * wrong is a check that does not hold, with the reason.
   *
   * @param unit whose check it is
   * @param address the address of the machine that the unit runs on
   */
  Outcome probe(UnitName unit, String address, ReadyCheck check, Readiness readiness);

  /**
   * What came of a probe.
   *
   * @param holds whether the check held
   * @param reason why not, or by what it did; one line
   */
  record Outcome(boolean holds, String reason) {}
}
