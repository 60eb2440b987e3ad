package io.fleetk.rollout;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.plan.Plan;
import io.fleetk.time.Timeline;

/** Signature first; see the package. */
public final class Rollout {
  private final Fleet fleet;
  private final Timeline timeline;
  private final Plan plan;
  private final RolloutOptions options;
  private final RolloutListener listener;

  /**
   * A rollout, not yet begun.
   *
   * @throws IllegalArgumentException when the plan has refusals, or is for a plain v1 fleet and
   *     this is none, or the other way round
   */
  public Rollout(
      Fleet fleet, Timeline timeline, Plan plan, RolloutOptions options, RolloutListener listener) {
    this.fleet = requireNonNull(fleet);
    this.timeline = requireNonNull(timeline);
    this.plan = requireNonNull(plan);
    this.options = requireNonNull(options);
    this.listener = requireNonNull(listener);
  }

  /**
   * Carries the plan out and returns when it is done or cannot go on. Interrupting the thread is
   * the same as {@link #stop()}.
   *
   * @throws FleetUnreachableException when the fleet did not answer for as long as the options
   *     allow
   */
  public Outcome run() {
    if (plan.isEmpty()) {
      return new Outcome.Done(java.time.Duration.ZERO, plan.notes());
    }
    throw new UnsupportedOperationException("" + fleet + timeline + options + listener);
  }

  /** Stops issuing changes; {@link #run()} soon returns {@link Outcome.Interrupted}. */
  public void stop() {
    // Comes with the body.
  }
}
