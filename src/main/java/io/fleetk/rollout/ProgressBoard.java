package io.fleetk.rollout;

import io.fleetk.fleet.FleetView;
import io.fleetk.plan.Change;
import io.fleetk.plan.Target;
import io.fleetk.rollout.Progress.ComponentProgress;
import io.fleetk.rollout.Progress.TargetProgress;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells a listener how far a rollout is, when something other than the time has changed. */
final class ProgressBoard {
  private final RolloutListener listener;
  private final Timeline timeline;
  private final Instant start;
  private Optional<Progress> last = Optional.empty();

  ProgressBoard(RolloutListener listener, Timeline timeline) {
    this.listener = listener;
    this.timeline = timeline;
    this.start = timeline.now();
  }

  Duration elapsed() {
    return Duration.between(start, timeline.now());
  }

  void step(String component, String text) {
    listener.step(new Step(elapsed(), component, text));
  }

  void show(List<ComponentRollout> rollouts, FleetView view) {
    Instant now = timeline.now();
    show(
        new Progress(
            elapsed(),
            Optional.empty(),
            rollouts.stream()
                .filter(rollout -> rollout.hasWork() || rollout.hasBegun())
                .map(rollout -> of(rollout, view, now))
                .toList()));
  }

  void showWaiting(String reason) {
    show(new Progress(elapsed(), Optional.of(reason), List.of()));
  }

  private void show(Progress progress) {
    if (last.filter(before -> timeless(before).equals(timeless(progress))).isEmpty()) {
      last = Optional.of(progress);
      listener.progress(progress);
    }
  }

  private static Progress timeless(Progress progress) {
    return new Progress(
        Duration.ZERO,
        progress.waitingFor(),
        progress.components().stream()
            .map(
                one ->
                    new ComponentProgress(
                        one.component(),
                        one.phase(),
                        one.kinds(),
                        one.targets(),
                        Duration.ZERO,
                        one.waitingFor()))
            .toList());
  }

  private static ComponentProgress of(ComponentRollout rollout, FleetView view, Instant now) {
    List<TargetProgress> targets = new ArrayList<>();
    for (UnitGoal goal : rollout.goals()) {
      for (Target target : goal.targets(view)) {
        targets.add(
            new TargetProgress(
                target.unit(),
                target.machineId(),
                target.state(),
                rollout.isCurrent(goal, target),
                target.isReady(goal.desired()),
                target.reason()));
      }
    }
    return new ComponentProgress(
        rollout.plan().component(),
        rollout.phase(),
        rollout.plan().changes().stream().map(Change::kind).distinct().toList(),
        targets,
        rollout.elapsed(now),
        rollout.waitingFor());
  }
}
