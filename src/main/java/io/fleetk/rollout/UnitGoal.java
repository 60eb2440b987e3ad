package io.fleetk.rollout;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.plan.Change;
import io.fleetk.plan.Target;
import io.fleetk.plan.Version;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where a rollout wants one unit to be, and which of its targets it may touch on the way. */
final class UnitGoal {
  private final UnitSubmission wanted;
  private final List<Change> changes;
  private final Policy policy;
  private final Hash runHash;
  private final Version content;
  private final Map<String, Long> generations = new HashMap<>();
  private long generation;

  UnitGoal(UnitSubmission wanted, List<Change> changes) {
    this.wanted = wanted;
    this.changes = List.copyOf(changes);
    this.policy = Policy.of(wanted.name(), wanted.content().file());
    this.runHash = wanted.content().runHash();
    this.content = Version.of(wanted.content(), 0);
  }

  UnitSubmission wanted() {
    return wanted;
  }

  UnitName name() {
    return wanted.name();
  }

  DesiredState desired() {
    return wanted.desiredState();
  }

  Policy policy() {
    return policy;
  }

  Hash runHash() {
    return runHash;
  }

  List<Change> changes() {
    return changes;
  }

  boolean has(Class<? extends Change> kind) {
    return changes.stream().anyMatch(kind::isInstance);
  }

  /** Whether the fleet gets a new text, or a new owner of it. */
  boolean changesContent() {
    return has(Change.Adopt.class) || has(Change.Edit.class) || has(Change.Move.class);
  }

  /** Whether somebody or a failure asks for processes to start again. */
  boolean restarts() {
    return has(Change.Restart.class) || has(Change.Heal.class);
  }

  boolean changesDesiredState() {
    return has(Change.Start.class) || has(Change.Stop.class);
  }

  /** The machines to touch, where only some are; empty when all may be. */
  Optional<Set<String>> onlyOn() {
    Set<String> machines = new HashSet<>();
    for (Change change : changes) {
      switch (change) {
        case Change.Heal heal -> machines.addAll(heal.machines());
        case Change.Restart restart -> {
          if (restart.everywhere()) {
            return Optional.empty();
          }
          machines.addAll(restart.machines());
        }
        case Change.Create _,
            Change.Adopt _,
            Change.Edit _,
            Change.Continue _,
            Change.Destroy _,
            Change.Start _,
            Change.Stop _,
            Change.Move _ -> {
          return Optional.empty();
        }
      }
    }
    return changes.isEmpty() ? Optional.empty() : Optional.of(machines);
  }

  /** Whether a target with older content is left alone until somebody restarts it. */
  boolean waitsForSomebody() {
    return policy.update() == Policy.Update.MANUAL && !restarts() && !has(Change.Create.class);
  }

  /** Whether the unit leaves this machine for another. */
  boolean leaves(Target target) {
    return changes.stream()
        .anyMatch(
            change ->
                change instanceof Change.Move move
                    && target.machineId().filter(move.from()::equals).isPresent());
  }

  /** Whether this is a target that the rollout may touch. */
  boolean concerns(Target target) {
    return !leaves(target)
        && onlyOn()
            .map(machines -> target.machineId().filter(machines::contains).isPresent())
            .orElse(true);
  }

  /** Asks for a restart generation on every machine. */
  void reach(long wantedGeneration) {
    generation = Math.max(generation, wantedGeneration);
  }

  /** Asks for a restart generation on one machine. */
  void reachOn(String machineId, long wantedGeneration) {
    generations.merge(machineId, wantedGeneration, Math::max);
  }

  /** What a target should have. */
  Version version(Target target) {
    long own = target.machineId().map(id -> generations.getOrDefault(id, 0L)).orElse(0L);
    return content.in(Math.max(generation, own));
  }

  /** Whether the fleet has taken the unit as it was put; views lag behind what was asked. */
  boolean isIn(FleetView view) {
    return view.unit(name())
        .filter(unit -> unit.desiredState() == desired())
        .filter(this::isContentOf)
        .isPresent();
  }

  boolean isContentOf(FleetUnit unit) {
    return unit.content().id().equals(content.contentId());
  }

  /** The targets as a view has them; none when it does not have the unit. */
  List<Target> targets(FleetView view) {
    return view.unit(name()).map(unit -> Target.of(unit, view)).orElse(List.of());
  }

  /**
   * The targets that count: a global unit's machines that are away do not, unless all are, since a
   * machine may stay away for long and takes what it should when it returns.
   */
  List<Target> countedTargets(FleetView view) {
    List<Target> all = targets(view);
    boolean global = view.unit(name()).filter(unit -> unit.placement().global()).isPresent();
    if (!global || all.stream().noneMatch(Target::present)) {
      return all;
    }
    return all.stream().filter(Target::present).toList();
  }
}
