package io.fleetk.rollout;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.plan.Plan;
import io.fleetk.time.Timeline;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Carries a plan out on a fleet, once.
 *
 * <p>It takes the locks of the plan's stacks and keeps them while it works. Under the locks it
 * plans once more, since others may have changed the fleet. A component begins when those that it
 * comes after are ready, or gone; components that do not depend on each other go on at once. Within
 * a component no more targets than {@code MaxUnavailable=} allows are unavailable at a time. The
 * first failure stops everything: what was not touched stays as it was.
 */
public final class Rollout {
  private final Fleet fleet;
  private final Timeline timeline;
  private final Plan plan;
  private final Supplier<Plan> planner;
  private final RolloutOptions options;
  private final RolloutListener listener;
  private final StopSign stop;
  private final Pause pause;

  /**
   * A rollout, not yet begun.
   *
   * @param plan what was agreed to
   * @param planner plans the same against the fleet as it is when asked
   * @throws IllegalArgumentException when the plan has refusals, or was not made for such a fleet:
   *     a plain v1 one, or one with extensions
   */
  public Rollout(
      Fleet fleet,
      Timeline timeline,
      Plan plan,
      Supplier<Plan> planner,
      RolloutOptions options,
      RolloutListener listener) {
    this(fleet, timeline, plan, planner, options, listener, pause -> pause);
  }

  /**
   * A rollout in a world where something else than the timeline's own threads lets time pass.
   *
   * @param pause gives what lets it pass, from what otherwise would
   */
  Rollout(
      Fleet fleet,
      Timeline timeline,
      Plan plan,
      Supplier<Plan> planner,
      RolloutOptions options,
      RolloutListener listener,
      UnaryOperator<Pause> pause) {
    this.fleet = requireNonNull(fleet);
    this.timeline = requireNonNull(timeline);
    this.plan = requireNonNull(plan);
    this.planner = requireNonNull(planner);
    this.options = requireNonNull(options);
    this.listener = requireNonNull(listener);
    this.stop = new StopSign(timeline);
    this.pause = pause.apply(stop);
    if (!plan.refusals().isEmpty()) {
      throw new IllegalArgumentException(
          "a refused plan cannot be carried out: " + plan.refusals().getFirst());
    }
    if (plan.plainV1() == fleet.extensions().isPresent()) {
      throw new IllegalArgumentException(
          plan.plainV1()
              ? "the plan is for a plain v1 fleet, and this one has fleetk's extensions"
              : "the plan needs fleetk's extensions, and this fleet has none");
    }
  }

  /**
   * Carries the plan out and returns when it is done or cannot go on. Interrupting the thread is
   * the same as {@link #stop()}, and leaves it interrupted.
   *
   * @throws FleetUnreachableException when the fleet did not answer for as long as the options
   *     allow
   */
  public Outcome run() {
    PatientFleet patient = new PatientFleet(timeline, pause, stop, options.unreachableTimeout());
    ProgressBoard board = new ProgressBoard(listener, timeline);
    Optional<StackLocks> locks =
        fleet.extensions().map(with -> new StackLocks(with, patient, timeline, pause));
    boolean interrupted = false;
    try {
      Optional<Outcome> outcome = takeLocks(locks, board);
      return outcome.isPresent() ? outcome.get() : carryOut(patient, locks, board);
    } catch (InterruptedException e) {
      interrupted = !stop.isShown();
      return new Outcome.Interrupted();
    } finally {
      // An interrupted thread cannot ask anything of a fleet.
      interrupted |= Thread.interrupted();
      locks.ifPresent(StackLocks::free);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Stops issuing changes; {@link #run()} soon returns {@link Outcome.Interrupted}. */
  public void stop() {
    stop.show();
  }

  private Optional<Outcome> takeLocks(Optional<StackLocks> locks, ProgressBoard board)
      throws InterruptedException {
    if (locks.isEmpty()) {
      return Optional.empty();
    }
    Optional<Outcome.LockHeld> held =
        locks
            .get()
            .take(
                plan.stacks(),
                options.holder(),
                options.lockTimeout(),
                other ->
                    board.showWaiting(
                        "the lock of stack %s, which %s has held since %s"
                            .formatted(other.stack(), other.holder(), other.since())));
    return held.map(outcome -> outcome);
  }

  private Outcome carryOut(PatientFleet patient, Optional<StackLocks> locks, ProgressBoard board)
      throws InterruptedException {
    Optional<FleetExtensions> extensions = fleet.extensions();
    Plan current = locks.isPresent() ? patient.ask(planner) : plan;
    if (!plan.covers(current)) {
      return new Outcome.Overtaken(current);
    }
    try (FleetWatch watch = new FleetWatch(fleet, extensions, patient, pause);
        Walk walk =
            new Walk(
                current,
                options,
                timeline,
                board,
                new Workshop(fleet, extensions, patient, board))) {
      while (true) {
        stop.check();
        Optional<Outcome.LockLost> lost =
            locks.isPresent() ? locks.get().renew() : Optional.empty();
        if (lost.isPresent()) {
          return lost.get();
        }
        Optional<Outcome> end = walk.step(watch.view());
        if (end.isPresent()) {
          return end.get();
        }
        watch.await();
      }
    }
  }
}
