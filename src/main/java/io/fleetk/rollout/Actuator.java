package io.fleetk.rollout;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetView;
import io.fleetk.plan.Target;
import io.fleetk.rollout.Pacing.Candidate;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.util.List;

/**
 * How what a rollout decides is done to a fleet: with fleetk's extensions a unit is put once and
 * released machine by machine; a plain v1 fleet changes a unit everywhere as soon as it is put.
 *
 * <p>Everything here throws {@link FleetRefusedException} when the fleet says no, and {@link
 * InterruptedException} when a stop is wanted.
 */
sealed interface Actuator permits PacedActuator, PlainActuator {

  /**
   * Tells the fleet of a goal, so far as that touches no process that runs.
   *
   * @param desired what to bring the unit to for now
   */
  void submit(UnitGoal goal, DesiredState desired, FleetView view, Instant now)
      throws InterruptedException;

  /** Whether a target must be touched, and is not yet, for it to get where it should. */
  boolean isStale(UnitGoal goal, Target target, FleetView view);

  /** Whether a target has what it should. */
  boolean isCurrent(UnitGoal goal, Target target);

  /** Touches targets: they take what they should, and restart for it. */
  void take(List<Candidate> targets, Instant now) throws InterruptedException;

  /** Goes on with what takes more than one step. */
  void tick(FleetView view, Instant now) throws InterruptedException;

  /** Sets what a unit should be brought to. */
  void setDesiredState(UnitName unit, DesiredState desired) throws InterruptedException;

  /** Removes a unit; one that is gone already is no error. */
  void destroy(UnitName unit, FleetView view) throws InterruptedException;

  /** Leaves nothing half done when the rollout ends early. Tries once, and throws nothing. */
  void abandon();
}
