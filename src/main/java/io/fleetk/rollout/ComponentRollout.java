package io.fleetk.rollout;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetView;
import io.fleetk.plan.Change;
import io.fleetk.plan.ComponentPlan;
import io.fleetk.plan.Target;
import io.fleetk.rollout.Pacing.Candidate;
import io.fleetk.rollout.Progress.Phase;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.MaxUnavailable;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rollout of one component: what to do next, by what the fleet looks like now. Begun once,
 * stepped for every view until it is done or in trouble.
 */
final class ComponentRollout {
  private final ComponentPlan plan;
  private final List<UnitGoal> goals;
  private final Actuator actuator;
  private final TargetMemory memory;
  private final TargetJudge judge;
  private final Optional<MaxUnavailable> maxUnavailable;
  private final boolean undoing;
  private Phase phase = Phase.WAITING;
  private Optional<Instant> begun = Optional.empty();
  private Optional<Instant> ended = Optional.empty();
  private Optional<Recreation> recreation = Optional.empty();
  private Optional<Trouble> trouble = Optional.empty();
  private Optional<String> waitingFor = Optional.empty();

  ComponentRollout(
      ComponentPlan plan,
      Actuator actuator,
      TargetMemory memory,
      Optional<MaxUnavailable> maxUnavailable,
      boolean undoing) {
    this.plan = plan;
    this.actuator = actuator;
    this.memory = memory;
    this.judge = new TargetJudge(plan.component(), actuator, memory);
    this.maxUnavailable = maxUnavailable;
    this.undoing = undoing;
    this.goals =
        plan.goal().stream()
            .map(
                unit ->
                    new UnitGoal(
                        unit,
                        plan.changes().stream()
                            .filter(change -> change.unit().equals(unit.name()))
                            .toList()))
            .toList();
  }

  ComponentPlan plan() {
    return plan;
  }

  List<UnitGoal> goals() {
    return goals;
  }

  boolean hasWork() {
    return !plan.changes().isEmpty();
  }

  boolean isDone() {
    return phase == Phase.DONE;
  }

  boolean hasBegun() {
    return begun.isPresent();
  }

  Phase phase() {
    return phase;
  }

  Optional<Trouble> trouble() {
    return trouble;
  }

  /** What it waits for and why; empty when nothing is to be waited for. */
  Optional<String> waitingFor() {
    return waitingFor;
  }

  Duration elapsed(Instant now) {
    return begun.map(start -> Duration.between(start, ended.orElse(now))).orElse(Duration.ZERO);
  }

  /** Notes that other components must come first. */
  void waitFor(String reason) {
    waitingFor = Optional.of(reason);
  }

  /** Gives up what takes more than one step. */
  void abandon() {
    actuator.abandon();
  }

  /** Does what can be done now. */
  void step(FleetView view, Instant now) throws InterruptedException {
    Optional<UnitName> at = Optional.empty();
    try {
      if (begun.isEmpty()) {
        begun = Optional.of(now);
        phase = undoing ? Phase.UNDOING : Phase.WORKING;
        for (Change change : plan.changes()) {
          at = Optional.of(change.unit());
          if (change instanceof Change.Destroy) {
            actuator.destroy(change.unit(), view);
          }
        }
        boolean recreates = recreates(view);
        for (UnitGoal goal : goals) {
          at = Optional.of(goal.name());
          boolean stopFirst = recreates && goal.desired() == DesiredState.LAUNCHED;
          if (stopFirst || !goal.changes().isEmpty()) {
            actuator.submit(goal, stopFirst ? DesiredState.LOADED : goal.desired(), view, now);
          }
        }
        if (recreates) {
          recreation = Optional.of(new Recreation(launched(), actuator, memory));
        }
      }
      advance(view, now);
    } catch (FleetRefusedException e) {
      fail(
          new Trouble(
              plan.component(),
              at.orElse(plan.changes().getFirst().unit()),
              Optional.empty(),
              "",
              "the fleet refused it: " + e.getMessage()),
          now);
    }
  }

  private List<UnitGoal> launched() {
    return goals.stream().filter(goal -> goal.desired() == DesiredState.LAUNCHED).toList();
  }

  private boolean recreates(FleetView view) {
    return goals.stream()
        .filter(goal -> goal.policy().update() == Policy.Update.RECREATE)
        .filter(goal -> goal.changesContent() || goal.has(Change.Continue.class))
        .anyMatch(
            goal ->
                goal.countedTargets(view).stream()
                    .anyMatch(target -> actuator.isStale(goal, target, view)));
  }

  private void advance(FleetView view, Instant now) throws InterruptedException {
    if (recreation.isPresent()) {
      waitingFor = recreation.get().step(view, now);
      if (waitingFor.isPresent()) {
        return;
      }
    }
    for (UnitGoal goal : goals) {
      for (Target target : goal.countedTargets(view)) {
        memory.see(target, judge.isSettled(goal, target), now);
      }
    }
    Optional<Trouble> found = findTrouble(view, now);
    if (found.isPresent()) {
      fail(found.get(), now);
      return;
    }
    touchNext(view, now);
    actuator.tick(view, now);
    waitingFor = unfinished(view, now);
    if (waitingFor.isEmpty()) {
      phase = Phase.DONE;
      ended = Optional.of(now);
    }
  }

  private void fail(Trouble found, Instant now) {
    phase = Phase.FAILED;
    ended = Optional.of(now);
    trouble = Optional.of(found);
    waitingFor = Optional.of(found.reason());
  }

  private void touchNext(FleetView view, Instant now) throws InterruptedException {
    List<Candidate> running = new ArrayList<>();
    List<Candidate> idle = new ArrayList<>();
    for (UnitGoal goal : goals) {
      for (Target target : goal.countedTargets(view)) {
        Candidate candidate =
            new Candidate(
                target,
                goal,
                actuator.isStale(goal, target, view),
                judge.isAvailable(goal, target, view, now));
        switch (goal.desired()) {
          case LAUNCHED -> running.add(candidate);
          case LOADED -> idle.add(candidate);
          case INACTIVE -> {
            // It goes away with what it has.
          }
        }
      }
    }
    List<Candidate> next = new ArrayList<>(Pacing.next(running, budget(running.size())));
    idle.stream().filter(Candidate::stale).forEach(next::add);
    actuator.take(next, now);
  }

  private int budget(int total) {
    MaxUnavailable own =
        goals.isEmpty() ? new MaxUnavailable.Count(1) : goals.getFirst().policy().maxUnavailable();
    return maxUnavailable.orElse(own).of(total);
  }

  /** Whether all is limited to some machines, so that nothing else is waited for. */
  private boolean isScoped() {
    return goals.stream()
        .filter(goal -> !goal.changes().isEmpty())
        .allMatch(goal -> goal.onlyOn().isPresent());
  }

  private boolean isWaitedFor(UnitGoal goal, Target target) {
    if (plan.awaited()) {
      return !goal.leaves(target);
    }
    return goal.changes().isEmpty() ? !isScoped() : goal.concerns(target);
  }

  private Optional<Trouble> findTrouble(FleetView view, Instant now) {
    for (UnitGoal goal : launched()) {
      for (Target target : goal.countedTargets(view)) {
        if (isWaitedFor(goal, target)
            && target.present()
            && !actuator.isStale(goal, target, view)) {
          Optional<Trouble> found = judge.trouble(goal, target, now);
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** What is not as it should be yet, and why; empty when all is. */
  private Optional<String> unfinished(FleetView view, Instant now) {
    for (Change change : plan.changes()) {
      if (change instanceof Change.Destroy
          && (view.unit(change.unit()).isPresent() || !view.statuses(change.unit()).isEmpty())) {
        return Optional.of(change.unit() + " is being removed");
      }
    }
    Optional<String> inTurn = Optional.empty();
    for (UnitGoal goal : goals) {
      if (!goal.changes().isEmpty() && !goal.isIn(view)) {
        return Optional.of("the fleet is to take %s".formatted(goal.name()));
      }
      for (Target target : goal.countedTargets(view)) {
        if (isWaitedFor(goal, target)) {
          Optional<String> reason = judge.unfinished(goal, target, now);
          if (reason.isPresent() && !target.isReady(goal.desired())) {
            // Those that only wait for their turn wait for this one.
            return reason;
          }
          inTurn = inTurn.or(() -> reason);
        }
      }
    }
    return inTurn;
  }

  /**
   * Why those that depend on this component cannot start, though nothing is done to it; empty when
   * they can.
   */
  Optional<String> unready(FleetView view) {
    for (UnitGoal goal : goals) {
      if (goal.desired() == DesiredState.INACTIVE) {
        continue;
      }
      if (view.unit(goal.name()).isEmpty()) {
        return Optional.of(goal.name() + " is not in the fleet");
      }
      for (Target target : goal.countedTargets(view)) {
        Optional<String> reason = TargetJudge.unready(goal, target);
        if (reason.isPresent()) {
          return reason;
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a target has what it should. */
  boolean isCurrent(UnitGoal goal, Target target) {
    return judge.isCurrent(goal, target);
  }
}
