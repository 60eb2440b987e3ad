package io.fleetk.plan;

import static java.util.stream.Collectors.joining;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.plan.Reasons.Difference;
import io.fleetk.stack.StackUnit;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.Placement;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares single units of a stack with what the fleet has of them. */
final class UnitPlanning {
  private final String stack;
  private final FleetView does;
  private final PlanOptions options;
  private final Reasons reasons;
  private final List<String> refusals;
  private final List<String> notes;

  UnitPlanning(
      String stack,
      FleetView does,
      PlanOptions options,
      Reasons reasons,
      List<String> refusals,
      List<String> notes) {
    this.stack = stack;
    this.does = does;
    this.options = options;
    this.reasons = reasons;
    this.refusals = refusals;
    this.notes = notes;
  }

  /** What is to be done to one unit; a unit that must not be touched is refused instead. */
  List<Change> plan(StackUnit should) {
    if (options.plainV1() && !should.policy().secrets().isEmpty()) {
      refusals.add(
          "%s names secrets (Secret=), and a plain fleet delivers none: put the files on the machines yourself and remove Secret="
              .formatted(should.name()));
      return List.of();
    }
    Optional<FleetUnit> found = does.unit(should.name());
    if (found.isEmpty()) {
      return List.of(
          new Change.Create(
              should.name(),
              should.desiredState(),
              reasons
                  .missing(should)
                  .orElseGet(() -> "is in %s, not in the fleet".formatted(should.source()))));
    }
    FleetUnit unit = found.get();
    Optional<String> owner = unit.stack();
    if (owner.filter(name -> !name.equals(stack)).isPresent()) {
      refusals.add(
          "%s belongs to stack %s, not to %s: rename it here, or take it out of %s first"
              .formatted(should.name(), owner.get(), stack, owner.get()));
      return List.of();
    }
    List<Change> changes = new ArrayList<>();
    boolean differs = !unit.content().id().equals(should.content().id());
    if (differs || owner.isEmpty()) {
      changes.add(contentChange(should, unit, differs));
    } else {
      stragglers(unit).ifPresent(changes::add);
    }
    desiredStateChange(should, unit).ifPresent(changes::add);
    if (changes.isEmpty()) {
      failures(unit).ifPresent(changes::add);
    }
    return changes;
  }

  private Change contentChange(StackUnit should, FleetUnit unit, boolean differs) {
    ContentDiff diff = ContentDiff.between(unit.name(), unit.content(), should.content());
    int restarts = differs ? restarts(should, unit) : 0;
    String effect = effect(should, unit, restarts);
    if (unit.stack().isEmpty()) {
      return new Change.Adopt(
          unit.name(),
          differs ? Optional.of(diff) : Optional.empty(),
          restarts,
          "runs already and belongs to no stack; " + effect);
    }
    Optional<String> mustLeave = mustLeave(should, unit);
    if (mustLeave.isPresent()) {
      String machine = unit.assignments().keySet().iterator().next();
      return new Change.Move(unit.name(), machine, diff, mustLeave.get());
    }
    Optional<Difference> known = reasons.differing(should, unit);
    boolean unexplained = known.filter(Difference::whole).isEmpty();
    boolean onlyMachines =
        unexplained
            && should.policy().basis().isPresent()
            && should.policy().basis().equals(unit.policy().basis());
    List<String> why = new ArrayList<>();
    known.map(Difference::reason).ifPresent(why::add);
    if (unexplained) {
      why.add(what(should, unit, onlyMachines));
    }
    why.add(effect);
    return new Change.Edit(unit.name(), diff, restarts, onlyMachines, String.join("; ", why));
  }

  private static String what(StackUnit should, FleetUnit unit, boolean onlyMachines) {
    if (unit.content().with(List.of()).equals(should.content().with(List.of()))) {
      List<String> changed =
          should.content().secrets().stream()
              .filter(secret -> !unit.content().secrets().contains(secret))
              .map(CarriedSecret::secret)
              .distinct()
              .toList();
      return "%s %s changed"
          .formatted(changed.size() == 1 ? "secret" : "secrets", String.join(", ", changed));
    }
    String what =
        onlyMachines ? "only the list of machines changed, which %s uses" : "%s renders otherwise";
    return what.formatted(should.source());
  }

  /** How many processes will stop and start again for the new content. */
  private int restarts(StackUnit should, FleetUnit unit) {
    if (unit.desiredState() != DesiredState.LAUNCHED
        || should.desiredState() != DesiredState.LAUNCHED) {
      return 0;
    }
    List<Target> running = Target.of(unit, does).stream().filter(Target::mayRun).toList();
    if (options.plainV1()) {
      refuseUnpaced(should, unit, running.size());
      return running.size();
    }
    if (should.policy().update() == Policy.Update.MANUAL) {
      return 0;
    }
    Hash felt = should.content().runHash();
    return (int)
        running.stream()
            .filter(
                target -> target.assignment().filter(told -> told.runHash().equals(felt)).isEmpty())
            .count();
  }

  private void refuseUnpaced(StackUnit should, FleetUnit unit, int running) {
    if (options.allAtOnce() || running == 0) {
      return;
    }
    if (unit.placement().global() && running > 1) {
      refusals.add(
          "%s is global, and a plain fleet would restart it on all %d machines at once: pass --all-at-once if it may"
              .formatted(unit.name(), running));
    } else if (should.policy().update() == Policy.Update.MANUAL) {
      refusals.add(
          "%s is updated by hand (Update=manual), and a plain fleet would restart it now: pass --all-at-once if it may"
              .formatted(unit.name()));
    }
  }

  private String effect(StackUnit should, FleetUnit unit, int restarts) {
    if (restarts > 0) {
      return options.plainV1()
          ? "restarts %d, as a plain fleet does for any change of text".formatted(restarts)
          : "restarts %d".formatted(restarts);
    }
    boolean felt = !unit.content().runHash().equals(should.content().runHash());
    return felt && !options.plainV1() && should.policy().update() == Policy.Update.MANUAL
        ? "restarts nothing: it waits for fleetk restart " + should.component()
        : "restarts nothing";
  }

  /** Why the unit may not stay where it is with its new text; empty when it may. */
  private Optional<String> mustLeave(StackUnit should, FleetUnit unit) {
    Placement wanted = should.placement();
    if (wanted.global() || unit.placement().global() || unit.assignments().isEmpty()) {
      return Optional.empty();
    }
    String id = unit.assignments().keySet().iterator().next();
    String where = "machine " + Machine.shortId(id);
    Optional<Machine> machine = does.machine(id);
    if (!wanted.acceptsMachineId(id)) {
      return Optional.of("%s is not the one of MachineID=".formatted(where));
    }
    if (machine.filter(m -> !wanted.acceptsMetadata(m.metadata())).isPresent()) {
      String asked =
          wanted.metadata().entrySet().stream()
              .map(pair -> pair.getKey() + "=" + String.join("|", pair.getValue()))
              .sorted()
              .collect(joining(" "));
      return Optional.of("%s has no metadata %s".formatted(where, asked));
    }
    Optional<String> peer =
        wanted.machineOf().stream()
            .filter(name -> UnitName.problemWith(name).isEmpty())
            .filter(
                name ->
                    does.unit(UnitName.of(name))
                        .filter(leader -> !leader.assignments().isEmpty())
                        .filter(leader -> !leader.assignments().containsKey(id))
                        .isPresent())
            .findFirst();
    if (peer.isPresent()) {
      return Optional.of("%s is not the one that %s is on".formatted(where, peer.get()));
    }
    return does.units().values().stream()
        .filter(other -> other.assignments().containsKey(id))
        .filter(other -> Placement.conflict(should.name(), wanted, other.name(), other.placement()))
        .findFirst()
        .map(other -> "%s has %s, which it conflicts with".formatted(where, other.name()));
  }

  private static Optional<Change> desiredStateChange(StackUnit should, FleetUnit unit) {
    DesiredState from = unit.desiredState();
    DesiredState to = should.desiredState();
    String reason = "should be %s and is to be %s".formatted(to.wire(), from.wire());
    return switch (Integer.signum(to.compareTo(from))) {
      case 1 -> Optional.of(new Change.Start(should.name(), from, to, reason));
      case -1 -> Optional.of(new Change.Stop(should.name(), from, to, reason));
      default -> Optional.empty();
    };
  }

  /** Machines that are there and have not taken what the fleet has: a rollout to go on with. */
  private Optional<Change> stragglers(FleetUnit unit) {
    List<Target> targets = Target.of(unit, does);
    Version newest = Version.of(unit.content(), unit.generation());
    List<Target> behind =
        targets.stream().filter(Target::present).filter(target -> target.isBehind(newest)).toList();
    if (behind.isEmpty()) {
      return Optional.empty();
    }
    int current = targets.size() - behind.size();
    if (unit.policy().update() == Policy.Update.MANUAL) {
      notes.add(
          "%s: %d of %d new; it waits for fleetk restart %s"
              .formatted(unit.name(), current, targets.size(), unit.component()));
      return Optional.empty();
    }
    int restarts = (int) behind.stream().filter(Target::mayRun).count();
    return Optional.of(
        new Change.Continue(
            unit.name(),
            current,
            targets.size(),
            restarts,
            "%d of %d new: a rollout was interrupted".formatted(current, targets.size())));
  }

  private Optional<Change> failures(FleetUnit unit) {
    if (unit.desiredState() != DesiredState.LAUNCHED) {
      return Optional.empty();
    }
    List<Target> failed = Target.of(unit, does).stream().filter(Target::hasFailed).toList();
    if (failed.isEmpty()) {
      return Optional.empty();
    }
    String reason =
        failed.stream()
            .map(target -> "failed on %s: %s".formatted(shortMachine(target), target.reason()))
            .collect(joining("; "));
    return Optional.of(
        new Change.Heal(
            unit.name(),
            failed.stream().flatMap(target -> target.machineId().stream()).toList(),
            reason));
  }

  private static String shortMachine(Target target) {
    return target.machineId().map(Machine::shortId).orElse("no machine");
  }
}
