package io.fleetk.rollout;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetExtensions.Release;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.plan.Change;
import io.fleetk.plan.Target;
import io.fleetk.plan.Version;
import io.fleetk.rollout.Pacing.Candidate;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts units held and releases them target by target. */
final class PacedActuator implements Actuator {
  private final FleetWriter writer;
  private final FleetExtensions extensions;
  private final TargetMemory memory;

  PacedActuator(FleetWriter writer, FleetExtensions extensions, TargetMemory memory) {
    this.writer = writer;
    this.extensions = extensions;
    this.memory = memory;
  }

  @Override
  public void submit(UnitGoal goal, DesiredState desired, FleetView view, Instant now)
      throws InterruptedException {
    Optional<FleetUnit> unit = view.unit(goal.name());
    unit.ifPresent(known -> goal.reach(known.generation()));
    if (goal.changesContent() || goal.has(Change.Create.class)) {
      // What does not run need not be held back, and must not start with its old text.
      boolean runs = unit.filter(old -> old.desiredState() == DesiredState.LAUNCHED).isPresent();
      writer.put(goal, desired, runs);
    } else if (unit.filter(known -> known.desiredState() != desired).isPresent()) {
      writer.setDesiredState(goal.name(), desired);
    }
    if (goal.changesDesiredState()) {
      goal.targets(view).forEach(target -> memory.stir(target, now));
    }
    if (goal.restarts() && unit.isPresent()) {
      askForRestart(goal, unit.get(), view);
    }
  }

  private void askForRestart(UnitGoal goal, FleetUnit unit, FleetView view)
      throws InterruptedException {
    if (goal.onlyOn().isEmpty() || !unit.placement().global()) {
      long generation = writer.patient().ask(() -> extensions.restart(unit.name()));
      writer.tell(
          "asked for a restart of %s: %s"
              .formatted(unit.name(), goal.changes().getFirst().reason()));
      goal.reach(generation);
    } else {
      // Raising the unit's own generation would ask all its machines to restart.
      Target.of(unit, view).stream()
          .filter(goal::concerns)
          .forEach(target -> reachNext(goal, target));
    }
  }

  private static void reachNext(UnitGoal goal, Target target) {
    long next = Math.max(goal.version(target).generation(), target.generation()) + 1;
    target.machineId().ifPresent(machine -> goal.reachOn(machine, next));
  }

  @Override
  public boolean isStale(UnitGoal goal, Target target, FleetView view) {
    if (goal.waitsForSomebody() || !goal.concerns(target) || target.assignment().isEmpty()) {
      return false;
    }
    Version version = goal.version(target);
    Assignment told = target.assignment().get();
    // Content that no process can feel goes to the machines without a release.
    boolean felt =
        !told.runHash().equals(goal.runHash()) || told.generation() < version.generation();
    return felt
        && !target.has(version)
        && !target.isTold(version)
        && !memory.wasGiven(target, version)
        && !isReleased(target, version, view);
  }

  private static boolean isReleased(Target target, Version version, FleetView view) {
    return view.unit(target.unit())
        .flatMap(unit -> target.machineId().map(machine -> unit.releases().get(machine)))
        .filter(
            release ->
                release.contentId().equals(version.contentId())
                    && release.generation() >= version.generation())
        .isPresent();
  }

  @Override
  public boolean isCurrent(UnitGoal goal, Target target) {
    return target.has(goal.version(target)) && !(target.hasEnded() && memory.mayBeOld(target));
  }

  @Override
  public void take(List<Candidate> targets, Instant now) throws InterruptedException {
    List<Release> releases = new ArrayList<>();
    for (Candidate candidate : targets) {
      Target target = candidate.target();
      Version version = candidate.goal().version(target);
      target
          .machineId()
          .ifPresent(
              machine ->
                  releases.add(
                      new Release(
                          target.unit(), machine, version.contentId(), version.generation())));
    }
    if (releases.isEmpty()) {
      return;
    }
    writer.patient().tell(() -> extensions.release(releases));
    for (Candidate candidate : targets) {
      Target target = candidate.target();
      memory.give(target, candidate.goal().version(target), now);
      writer.tell(
          "%s %s on %s"
              .formatted(
                  candidate.goal().restarts() ? "restarting" : "replacing",
                  target.unit(),
                  target.machineId().map(Machine::shortId).orElse("")));
    }
  }

  @Override
  public void tick(FleetView view, Instant now) {
    // Agents do the rest.
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
    // What is held stays held, and can be gone on with.
  }
}
