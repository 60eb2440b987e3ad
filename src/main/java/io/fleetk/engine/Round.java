package io.fleetk.engine;

import static java.util.Comparator.comparing;

import io.fleetk.engine.ClusterView.Standing;
import io.fleetk.fleet.Machine;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One round of scheduling: who must leave, who goes where, who makes room. What it comes to stands
 * in its {@link Draft}.
 */
final class Round {
  private final ClusterView view;
  private final FollowOrder order;
  private final Draft draft;
  private final Eligibility eligibility;

  Round(ClusterView view, FollowOrder order, Draft draft) {
    this.view = view;
    this.order = order;
    this.draft = draft;
    this.eligibility = new Eligibility(view, draft);
  }

  void run() {
    leave();
    endConflicts();
    place();
    // Each step leaves one unit fewer beside one that replaces it; what is placed after it may add
    // some, hence the limit.
    for (int i = 0; i < order.units().size() && makeRoom(); i++) {
      place();
    }
    stayOnLostMachines();
  }

  private void leave() {
    for (KnownUnit unit : order.units()) {
      for (String machine : draft.machinesOf(unit)) {
        eligibility.reasonToLeave(unit, machine).ifPresent(reason -> leave(unit, machine, reason));
      }
    }
  }

  private void leave(KnownUnit unit, String machine, String reason) {
    // A unit that follows another may have left with it already.
    if (draft.isOn(unit, machine)) {
      draft.take(unit, machine, reason);
    }
  }

  /**
   * Of two units that conflict, the one that comes first in the order stays. A unit that is not
   * global may still be on several machines, because it was global until now: it stays on the first
   * that is present.
   */
  private void endConflicts() {
    Map<String, List<KnownUnit>> staying = new HashMap<>();
    for (KnownUnit unit : order.units()) {
      Optional<String> home = Optional.empty();
      for (String machine : presentFirst(draft.machinesOf(unit))) {
        List<KnownUnit> beside = staying.computeIfAbsent(machine, _ -> new ArrayList<>());
        Optional<KnownUnit> conflict =
            beside.stream()
                .filter(other -> unit.conflictsWith(other) && draft.isOn(other, machine))
                .findFirst();
        if (home.isPresent() && !unit.global()) {
          String kept = Machine.shortId(home.get());
          leave(unit, machine, "it is on machine %s too".formatted(kept));
        } else if (conflict.isPresent() && isPresent(machine)) {
          leave(unit, machine, "it conflicts with %s".formatted(conflict.get().name()));
        } else {
          beside.add(unit);
          home = Optional.of(machine);
        }
      }
    }
  }

  private List<String> presentFirst(List<String> machines) {
    return machines.size() < 2
        ? machines
        : machines.stream().sorted(comparing(machine -> !isPresent(machine))).toList();
  }

  private boolean isPresent(String machine) {
    return view.standing(machine) == Standing.PRESENT;
  }

  private void place() {
    for (KnownUnit unit : order.units()) {
      if (!unit.wanted()) {
        continue;
      }
      if (unit.global()) {
        placeEverywhere(unit);
      } else if (draft.machinesOf(unit).isEmpty()) {
        draft
            .leastLoaded(machine -> eligibility.admits(unit, machine))
            .ifPresent(machine -> draft.put(unit, machine, reasonToCome(unit, machine)));
      }
    }
  }

  private void placeEverywhere(KnownUnit unit) {
    for (Machine machine : view.machines()) {
      if (isPresent(machine.id())
          && !draft.isOn(unit, machine.id())
          && eligibility.admits(unit, machine)) {
        draft.put(unit, machine.id(), "it is global");
      }
    }
  }

  private String reasonToCome(KnownUnit unit, String machine) {
    if (!unit.placement().machineOf().isEmpty()) {
      return "it follows " + String.join(" and ", unit.placement().machineOf());
    }
    if (unit.placement().machineId().isPresent()) {
      return "it is for that machine only";
    }
    return "least loaded of those that may have it (%d units)"
        .formatted(draft.unitsOn(machine).size());
  }

  /** Moves one unit away from a unit that replaces it; false when there is none to move. */
  private boolean makeRoom() {
    for (KnownUnit newcomer : order.units()) {
      if (newcomer.placement().replaces().isEmpty()) {
        continue;
      }
      for (String machine : draft.machinesOf(newcomer)) {
        if (isPresent(machine) && makeRoom(newcomer, machine)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean makeRoom(KnownUnit newcomer, String machine) {
    for (UnitName name : List.copyOf(draft.unitsOn(machine))) {
      KnownUnit replaced = view.unit(name).orElseThrow();
      if (!newcomer.displaces(replaced) || order.follows(newcomer, replaced)) {
        continue; // Who follows a unit cannot be without it.
      }
      // It goes only where nobody has to make room in turn, so that no two chase each other.
      Predicate<KnownUnit> quarrel =
          other -> other.displaces(replaced) || replaced.displaces(other);
      Optional<String> target =
          draft.leastLoaded(
              candidate ->
                  !candidate.id().equals(machine)
                      && eligibility.admits(replaced, candidate)
                      && draft.firstOn(candidate.id(), quarrel).isEmpty());
      if (target.isPresent()) {
        String reason = "%s replaces it".formatted(newcomer.name());
        draft.take(replaced, machine, reason);
        draft.put(replaced, target.get(), reason);
        return true;
      }
    }
    return false;
  }

  /**
   * What nobody else can have stays assigned to its lost machine: should that come back, it goes on
   * without a restart.
   */
  private void stayOnLostMachines() {
    for (KnownUnit unit : order.units()) {
      if (!unit.wanted() || unit.global() || !draft.machinesOf(unit).isEmpty()) {
        continue;
      }
      unit.assignments().keySet().stream()
          .filter(machine -> view.standing(machine) == Standing.LOST)
          .filter(machine -> draft.hasLeaders(unit, machine))
          .findFirst()
          .ifPresent(machine -> draft.put(unit, machine, "no other machine can have it"));
    }
  }
}
