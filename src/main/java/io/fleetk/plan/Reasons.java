package io.fleetk.plan;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.stack.StackUnit;
import java.util.Optional;

/** Why a stack and a fleet differ, where more is known of it than that they do; one line each. */
interface Reasons {
  /** Why the fleet does not have a unit; empty when nothing more is known. */
  Optional<String> missing(StackUnit unit);

  /** Why the fleet has a unit that the stack owns and does not hold. */
  Optional<String> surplus(FleetUnit unit);

  /** Why a unit's content differs, and how. */
  Optional<Difference> differing(StackUnit should, FleetUnit unit);

  /**
   * Why content differs.
   *
   * @param reason why
   * @param whole whether that accounts for the whole difference
   */
  record Difference(String reason, boolean whole) {}
}
