package io.fleetk.rollout;

import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.plan.ComponentPlan;
import io.fleetk.plan.Plan;
import io.fleetk.plan.Target;
import io.fleetk.rollout.Outcome.Undo;
import io.fleetk.time.Timeline;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One walk through a plan: all its components, step by step, and back where one fails. */
final class Walk implements AutoCloseable {
  /** A failed component that gets its old text back. */
  private record Retreat(Outcome.Failed failure, ComponentRollout rollout) {}

  private final Plan plan;
  private final RolloutOptions options;
  private final Timeline timeline;
  private final ProgressBoard board;
  private final Workshop workshop;
  private final Map<String, ComponentRollout> rollouts = new LinkedHashMap<>();
  private Instant deadline;
  private Optional<FleetView> before = Optional.empty();
  private Optional<Retreat> retreat = Optional.empty();

  Walk(
      Plan plan,
      RolloutOptions options,
      Timeline timeline,
      ProgressBoard board,
      Workshop workshop) {
    this.plan = plan;
    this.options = options;
    this.timeline = timeline;
    this.board = board;
    this.workshop = workshop;
    this.deadline = timeline.now().plus(options.waitTimeout());
    plan.components()
        .forEach(
            component ->
                rollouts.put(
                    component.component(),
                    workshop.rollout(component, options.maxUnavailable(), false)));
  }

  /** Does what can be done now; gives the outcome when it is over. */
  Optional<Outcome> step(FleetView view) throws InterruptedException {
    if (before.isEmpty()) {
      before = Optional.of(view);
    }
    Optional<Outcome> end = retreat.isPresent() ? stepBack(view) : stepForward(view);
    board.show(shown(), view);
    return end;
  }

  private List<ComponentRollout> shown() {
    List<ComponentRollout> shown = new ArrayList<>();
    for (ComponentRollout rollout : rollouts.values()) {
      boolean replaced =
          retreat
              .filter(back -> back.rollout().plan().component().equals(rollout.plan().component()))
              .isPresent();
      shown.add(replaced ? retreat.get().rollout() : rollout);
    }
    return shown;
  }

  private Optional<Outcome> stepForward(FleetView view) throws InterruptedException {
    Instant now = timeline.now();
    for (ComponentRollout rollout : atWork()) {
      Optional<String> blocked =
          rollout.hasBegun() ? Optional.empty() : blocked(rollout.plan(), view);
      if (blocked.isPresent()) {
        rollout.waitFor(blocked.get());
      } else if (!goOn(rollout, view, now)) {
        return fail(rollout, rollout.trouble().orElseThrow());
      }
    }
    if (atWork().isEmpty()) {
      // Only now, since what was changed may be what the others need.
      for (ComponentRollout rollout : awaited(view)) {
        if (!goOn(rollout, view, now)) {
          return fail(rollout, rollout.trouble().orElseThrow());
        }
      }
    }
    List<ComponentRollout> left = atWork().isEmpty() ? awaited(view) : atWork();
    if (left.isEmpty()) {
      return Optional.of(new Outcome.Done(board.elapsed(), notes(view)));
    }
    if (now.isBefore(deadline)) {
      return Optional.empty();
    }
    return Optional.of(
        new Outcome.TimedOut(
            options.waitTimeout(),
            left.stream()
                .map(
                    one ->
                        "%s: %s"
                            .formatted(one.plan().component(), one.waitingFor().orElse("not done")))
                .toList()));
  }

  private List<ComponentRollout> atWork() {
    return rollouts.values().stream().filter(one -> one.hasWork() && !one.isDone()).toList();
  }

  /** Components that nothing is changed of and that are to be ready all the same. */
  private List<ComponentRollout> awaited(FleetView view) {
    return rollouts.values().stream()
        .filter(one -> one.plan().awaited() && !one.hasWork() && !one.isDone())
        .filter(one -> one.hasBegun() || one.unready(view).isPresent())
        .toList();
  }

  /** Takes a component a step further; false when that ended in trouble. */
  private boolean goOn(ComponentRollout rollout, FleetView view, Instant now)
      throws InterruptedException {
    rollout.step(view, now);
    if (rollout.isDone()) {
      board.step(rollout.plan().component(), done(rollout, view));
    }
    return rollout.trouble().isEmpty();
  }

  private static String done(ComponentRollout rollout, FleetView view) {
    if (rollout.plan().goal().isEmpty()) {
      return "gone";
    }
    int instances = rollout.goals().stream().mapToInt(goal -> goal.targets(view).size()).sum();
    boolean launched =
        rollout.goals().stream()
            .allMatch(goal -> goal.wanted().desiredState() == DesiredState.LAUNCHED);
    return launched ? "ready (%d/%<d)".formatted(instances) : "as it should be";
  }

  /** What a component has to wait for before it begins; empty when it may. */
  private Optional<String> blocked(ComponentPlan component, FleetView view) {
    for (String name : component.after()) {
      ComponentRollout other = rollouts.get(name);
      if (other != null) {
        Optional<String> reason =
            other.hasWork()
                ? other.isDone() ? Optional.empty() : Optional.of(other.waitingFor().orElse(""))
                : other.unready(view);
        if (reason.isPresent()) {
          return Optional.of(
              "waits for " + name + (reason.get().isEmpty() ? "" : ": " + reason.get()));
        }
      }
    }
    return Optional.empty();
  }

  private List<String> notes(FleetView view) {
    List<String> notes = new ArrayList<>(plan.notes());
    for (ComponentRollout rollout : rollouts.values()) {
      for (UnitGoal goal : rollout.goals()) {
        if (goal.changesContent() || rollout.plan().awaited()) {
          note(rollout, goal, view).ifPresent(notes::add);
        }
      }
    }
    return notes;
  }

  private static Optional<String> note(ComponentRollout rollout, UnitGoal goal, FleetView view) {
    List<Target> targets = goal.targets(view);
    long behind = targets.stream().filter(one -> one.isBehind(goal.version(one))).count();
    if (behind > 0) {
      return Optional.of(
          goal.waitsForSomebody()
              ? "%s has its old text on %d: it waits for fleetk restart %s"
                  .formatted(goal.name(), behind, rollout.plan().component())
              : "%s has its old text on %d that are away: apply again when they are back"
                  .formatted(goal.name(), behind));
    }
    long away = targets.stream().filter(one -> !one.present()).count();
    return goal.desired() == DesiredState.LAUNCHED && away > 0
        ? Optional.of(
            "%s is not awaited on %d that %s away: it starts there on %s return"
                .formatted(
                    goal.name(), away, away == 1 ? "is" : "are", away == 1 ? "its" : "their"))
        : Optional.empty();
  }

  private Optional<Outcome> fail(ComponentRollout rollout, Trouble trouble) {
    board.step(
        trouble.component(),
        "%s failed%s: %s"
            .formatted(
                trouble.unit(),
                trouble.machineId().map(id -> " on " + Machine.shortId(id)).orElse(""),
                trouble.reason()));
    List<String> log = workshop.log(trouble);
    boolean undo =
        !plan.plainV1()
            && trouble.machineId().isPresent()
            && rollout.goals().stream()
                .anyMatch(
                    goal ->
                        goal.name().equals(trouble.unit())
                            && goal.policy().onFailure() == Policy.OnFailure.UNDO
                            && !goal.changes().isEmpty()
                            && !goal.restarts());
    Optional<ComponentPlan> back =
        undo
            ? before.flatMap(found -> Undoing.plan(rollout.plan(), trouble.unit(), found))
            : Optional.empty();
    Outcome.Failed failure =
        failed(
            trouble,
            log,
            undo
                ? new Undo.Impossible(
                    "its old text is not known: it is new, or was replaced before")
                : new Undo.NotAsked());
    if (back.isEmpty()) {
      return Optional.of(failure);
    }
    deadline = timeline.now().plus(options.waitTimeout());
    retreat =
        Optional.of(
            new Retreat(failure, workshop.rollout(back.get(), options.maxUnavailable(), true)));
    board.step(trouble.component(), "puts the old text back (OnFailure=undo)");
    return Optional.empty();
  }

  private Optional<Outcome> stepBack(FleetView view) throws InterruptedException {
    Retreat back = retreat.orElseThrow();
    Instant now = timeline.now();
    back.rollout().step(view, now);
    if (back.rollout().isDone()) {
      List<UnitName> units =
          back.rollout().plan().changes().stream().map(change -> change.unit()).toList();
      return Optional.of(with(back.failure(), new Undo.PutBack(units)));
    }
    if (back.rollout().trouble().isPresent()) {
      Trouble trouble = back.rollout().trouble().get();
      return Optional.of(
          with(
              back.failure(),
              new Undo.Impossible(
                  "%s failed with its old text, too: %s"
                      .formatted(trouble.unit(), trouble.reason()))));
    }
    if (!now.isBefore(deadline)) {
      return Optional.of(
          with(
              back.failure(),
              new Undo.Impossible(
                  "not ready in time with the old text: "
                      + back.rollout().waitingFor().orElse(""))));
    }
    return Optional.empty();
  }

  private static Outcome.Failed failed(Trouble trouble, List<String> log, Undo undo) {
    return new Outcome.Failed(
        trouble.component(),
        trouble.unit(),
        trouble.machineId(),
        trouble.state(),
        trouble.reason(),
        log,
        undo);
  }

  private static Outcome.Failed with(Outcome.Failed failure, Undo undo) {
    return new Outcome.Failed(
        failure.component(),
        failure.unit(),
        failure.machineId(),
        failure.state(),
        failure.reason(),
        failure.log(),
        undo);
  }

  @Override
  public void close() {
    rollouts.values().forEach(ComponentRollout::abandon);
  }
}
