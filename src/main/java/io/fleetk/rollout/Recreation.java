package io.fleetk.rollout;

import io.fleetk.fleet.FleetView;
import io.fleetk.plan.Target;
import io.fleetk.rollout.Pacing.Candidate;
import io.fleetk.unit.DesiredState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code Update=recreate}: all stop, all take the new text, all start. */
final class Recreation {
  private enum Stage {
    STOPPING,
    TAKING,
    OVER
  }

  private final List<UnitGoal> goals;
  private final Actuator actuator;
  private final TargetMemory memory;
  private Stage stage = Stage.STOPPING;

  /**
   * A recreation that has begun: the units were submitted as loaded.
   *
   * @param goals the units of the component that should be launched
   */
  Recreation(List<UnitGoal> goals, Actuator actuator, TargetMemory memory) {
    this.goals = List.copyOf(goals);
    this.actuator = actuator;
    this.memory = memory;
  }

  /**
   * Goes on as far as it can.
   *
   * @return what it waits for; empty when all were told to start
   */
  Optional<String> step(FleetView view, Instant now) throws InterruptedException {
    if (stage == Stage.STOPPING) {
      Optional<String> running = stillRunning(view);
      if (running.isPresent()) {
        return running;
      }
      List<Candidate> all = new ArrayList<>();
      for (UnitGoal goal : goals) {
        for (Target target : goal.countedTargets(view)) {
          if (actuator.isStale(goal, target, view)) {
            all.add(new Candidate(target, goal, true, false));
          }
        }
      }
      actuator.take(all, now);
      stage = Stage.TAKING;
    }
    if (stage == Stage.TAKING) {
      Optional<String> behind = stillBehind(view);
      if (behind.isPresent()) {
        return behind;
      }
      for (UnitGoal goal : goals) {
        actuator.setDesiredState(goal.name(), DesiredState.LAUNCHED);
        goal.countedTargets(view).forEach(target -> memory.stir(target, now));
      }
      stage = Stage.OVER;
    }
    return Optional.empty();
  }

  private Optional<String> stillRunning(FleetView view) {
    for (UnitGoal goal : goals) {
      boolean told =
          view.unit(goal.name())
              .filter(unit -> unit.desiredState() == DesiredState.LOADED)
              .isPresent();
      if (!told) {
        return Optional.of(goal.name() + " is to stop first");
      }
      for (Target target : goal.countedTargets(view)) {
        if (target.mayRun()) {
          return Optional.of(goal.name() + " is to stop first, and is " + target.state());
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> stillBehind(FleetView view) {
    for (UnitGoal goal : goals) {
      for (Target target : goal.countedTargets(view)) {
        if (target.present() && target.isBehind(goal.version(target))) {
          return Optional.of(goal.name() + " is to take its new text first");
        }
      }
    }
    return Optional.empty();
  }
}
