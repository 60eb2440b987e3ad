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
   * @param reached whether who was asked could be reached from here at all; where it could not, the
   *     check may hold for others
   * @param reason why not, or by what it did, after the check itself; one line, such as {@code
   *     ReadyHTTP https://:6443/readyz: connection refused}
   */
  record Outcome(boolean holds, boolean reached, String reason) {
    static Outcome held(ReadyCheck check, String by) {
      return new Outcome(true, true, named(check, by));
    }

    static Outcome failed(ReadyCheck check, String why) {
      return new Outcome(false, true, named(check, why));
    }

    static Outcome unreached(ReadyCheck check, String why) {
      return new Outcome(false, false, named(check, why));
    }

    private static String named(ReadyCheck check, String words) {
      return check.option() + " " + check + ": " + words;
    }
  }
}
