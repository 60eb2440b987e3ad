/**
 * Carries a plan out on a fleet: {@link io.fleetk.rollout.Rollout} puts units, releases them
 * machine by machine, and awaits readiness.
 *
 * <p>One thread walks a loop: take the newest view of the fleet, let every component say what is to
 * be done next ({@code ComponentRollout}), do it, tell the listener. What comes next is derived
 * from the view and the goal each time, not from what was done before, so an interrupted rollout is
 * gone on with by whoever runs the same command.
 */
package io.fleetk.rollout;
