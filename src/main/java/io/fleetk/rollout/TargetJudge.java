package io.fleetk.rollout;

import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.plan.Target;
import io.fleetk.unit.DesiredState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Judges how single targets do: available, as they should be, or in trouble. */
final class TargetJudge {
  private final String component;
  private final Actuator actuator;
  private final TargetMemory memory;

  TargetJudge(String component, Actuator actuator, TargetMemory memory) {
    this.component = component;
    this.actuator = actuator;
    this.memory = memory;
  }

  /** Whether a target has what it should, as far as this rollout is to bring it there. */
  boolean isCurrent(UnitGoal goal, Target target) {
    boolean mustBe = !goal.changes().isEmpty() && !goal.waitsForSomebody() && goal.concerns(target);
    return !mustBe || actuator.isCurrent(goal, target);
  }

  /** Whether a target has what it should and is ready with it. */
  boolean isSettled(UnitGoal goal, Target target) {
    return target.isReady(goal.desired()) && isCurrent(goal, target);
  }

  /** Whether a target does its work, and is not about to stop. */
  boolean isAvailable(UnitGoal goal, Target target, FleetView view, Instant now) {
    if (!target.isReady(goal.desired())) {
      return false;
    }
    if (memory.wasTouched(target)) {
      return isSettled(goal, target) && hasBeenReadyLongEnough(goal, target, now);
    }
    // One that was told to change before this rollout began will go down any moment.
    return isCurrent(goal, target) || actuator.isStale(goal, target, view);
  }

  private boolean hasBeenReadyLongEnough(UnitGoal goal, Target target, Instant now) {
    return !memory.wasTouched(target)
        || memory.readyFor(target, now).compareTo(goal.policy().minReady()) >= 0;
  }

  /** Why a target is not as it should be yet; empty when it is. */
  Optional<String> unfinished(UnitGoal goal, Target target, Instant now) {
    if (!target.isReady(goal.desired())) {
      // What should be nowhere and is on a machine that is away is stopped when that returns.
      return goal.desired() == DesiredState.INACTIVE && !target.present()
          ? Optional.empty()
          : unready(goal, target);
    }
    if (!isCurrent(goal, target)) {
      return Optional.of(where(target) + " is to take its new text or restart");
    }
    return hasBeenReadyLongEnough(goal, target, now)
        ? Optional.empty()
        : Optional.of(
            "%s is to stay ready for %d s"
                .formatted(where(target), goal.policy().minReady().toSeconds()));
  }

  /** Why a target is not ready, whatever it has; empty when it is. */
  static Optional<String> unready(UnitGoal goal, Target target) {
    return target.isReady(goal.desired())
        ? Optional.empty()
        : Optional.of(where(target) + ": " + target.reason());
  }

  private static String where(Target target) {
    return target.unit() + target.machineId().map(id -> " on " + Machine.shortId(id)).orElse("");
  }

  /** What is wrong with a target that was touched, or has what it should; empty when nothing is. */
  Optional<Trouble> trouble(UnitGoal goal, Target target, Instant now) {
    if (target.hasFailed() && actuator.isCurrent(goal, target) && !memory.mayBeOld(target)) {
      return Optional.of(trouble(goal, target, target.reason()));
    }
    Duration patience = goal.policy().readyTimeout();
    if (memory.unreadyFor(target, now).compareTo(patience) < 0 || isSettled(goal, target)) {
      return Optional.empty();
    }
    String why = target.isReady(goal.desired()) ? "it has not taken its new text" : target.reason();
    return Optional.of(
        trouble(goal, target, "not ready within %d s: %s".formatted(patience.toSeconds(), why)));
  }

  private Trouble trouble(UnitGoal goal, Target target, String reason) {
    String result = target.status().map(UnitStatus::result).orElse("");
    String state =
        result.isEmpty() || result.equals("success")
            ? target.state()
            : target.state() + ", result " + result;
    return new Trouble(component, goal.name(), target.machineId(), state, reason);
  }
}
