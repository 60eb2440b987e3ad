package io.fleetk.rollout;

import io.fleetk.fleet.FleetView;
import io.fleetk.plan.Change;
import io.fleetk.plan.Target;
import io.fleetk.rollout.Pacing.Candidate;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Works on a plain v1 fleet: what cannot be held is put only when its turn has come, and a restart
 * is {@code loaded} and {@code launched} again.
 */
final class PlainActuator implements Actuator {
  /** How long a unit stays loaded, so that fleet's agents, which look at targets, see it. */
  private static final Duration STOPPED_AT_LEAST = Duration.ofSeconds(2);

  private final FleetWriter writer;
  private final TargetMemory memory;

  /** Units that were given their new text. */
  private final Set<UnitName> put = new HashSet<>();

  /** Units that are being stopped for a restart, since when. */
  private final Map<UnitName, Instant> stopping = new TreeMap<>();

  /** Units that were started again. */
  private final Set<UnitName> restarted = new HashSet<>();

  private final Map<UnitName, UnitGoal> goals = new HashMap<>();

  PlainActuator(FleetWriter writer, TargetMemory memory) {
    this.writer = writer;
    this.memory = memory;
  }

  @Override
  public void submit(UnitGoal goal, DesiredState desired, FleetView view, Instant now)
      throws InterruptedException {
    boolean nothingRuns =
        goal.desired() != DesiredState.LAUNCHED
            || goal.targets(view).stream().noneMatch(target -> target.machineId().isPresent());
    if (goal.has(Change.Create.class) || (goal.changesContent() && nothingRuns)) {
      put.add(goal.name());
      writer.put(goal, goal.desired(), false);
    } else if (view.unit(goal.name()).filter(unit -> unit.desiredState() != desired).isPresent()
        && (!goal.changesContent() || desired != goal.desired())) {
      writer.setDesiredState(goal.name(), desired);
    }
  }

  @Override
  public boolean isStale(UnitGoal goal, Target target, FleetView view) {
    return goal.concerns(target)
        && ((goal.changesContent() && !put.contains(goal.name()))
            || (goal.restarts()
                && !stopping.containsKey(goal.name())
                && !restarted.contains(goal.name())));
  }

  @Override
  public boolean isCurrent(UnitGoal goal, Target target) {
    return target.has(goal.version(target))
        && (!goal.restarts() || !goal.concerns(target) || restarted.contains(goal.name()));
  }

  @Override
  public void take(List<Candidate> targets, Instant now) throws InterruptedException {
    for (Candidate candidate : targets) {
      UnitGoal goal = candidate.goal();
      memory.give(candidate.target(), goal.version(candidate.target()), now);
      if (goal.changesContent()) {
        if (put.add(goal.name())) {
          writer.put(goal, goal.desired(), false);
        }
      } else if (stopping.putIfAbsent(goal.name(), now) == null) {
        goals.put(goal.name(), goal);
        writer.setDesiredState(goal.name(), DesiredState.LOADED);
      }
    }
  }

  @Override
  public void tick(FleetView view, Instant now) throws InterruptedException {
    for (Map.Entry<UnitName, Instant> one : List.copyOf(stopping.entrySet())) {
      UnitName unit = one.getKey();
      List<Target> targets = goals.get(unit).targets(view);
      boolean seen =
          view.unit(unit).filter(known -> known.desiredState() == DesiredState.LOADED).isPresent();
      if (seen
          && !now.isBefore(one.getValue().plus(STOPPED_AT_LEAST))
          && targets.stream().noneMatch(Target::mayRun)) {
        writer.setDesiredState(unit, DesiredState.LAUNCHED);
        stopping.remove(unit);
        restarted.add(unit);
        targets.forEach(target -> memory.stir(target, now));
      }
    }
  }

  @Override
  public void setDesiredState(UnitName unit, DesiredState desired) throws InterruptedException {
    writer.setDesiredState(unit, desired);
  }

  @Override
  public void destroy(UnitName unit, FleetView view) throws InterruptedException {
    writer.destroy(unit, view);
  }

  @Override
  public void abandon() {
    stopping.keySet().forEach(unit -> writer.leave(unit, DesiredState.LAUNCHED));
    stopping.clear();
  }
}
