package io.fleetk.engine;

import io.fleetk.engine.ClusterView.Standing;
import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is to be done to get from a view to a draft. */
final class Outcome {
  private final ClusterView view;
  private final FollowOrder order;
  private final Draft draft;
  private final WhyNot whyNot;
  private final List<Decision> leaving = new ArrayList<>();
  private final List<Decision> coming = new ArrayList<>();
  private final List<Decision> rest = new ArrayList<>();

  Outcome(ClusterView view, FollowOrder order, Draft draft) {
    this.view = view;
    this.order = order;
    this.draft = draft;
    this.whyNot = new WhyNot(view, draft, order);
  }

  List<Decision> decisions() {
    for (KnownUnit unit : order.units()) {
      Map<String, Assignment> after = assign(unit);
      explain(unit, after);
      dropReleases(unit, after);
    }
    List<Decision> decisions = new ArrayList<>(leaving);
    decisions.addAll(coming);
    decisions.addAll(rest);
    return List.copyOf(decisions);
  }

  private Map<String, Assignment> assign(KnownUnit unit) {
    Map<String, Assignment> before = new TreeMap<>(unit.assignments());
    Map<String, Assignment> after = new TreeMap<>();
    List<String> machines = draft.machinesOf(unit);
    for (String machine : machines) {
      Assignment had = before.remove(machine);
      if (had != null) {
        after.put(machine, update(unit, had));
      }
    }
    for (String machine : machines) {
      if (!after.containsKey(machine)) {
        after.put(machine, unit.global() ? place(unit, machine) : come(unit, machine, before));
      }
    }
    before.keySet().stream()
        .map(from -> new Decision.Unplace(unit.name(), from, draft.reasonToLeave(unit, from)))
        .forEach(leaving::add);
    return after;
  }

  private Assignment update(KnownUnit unit, Assignment had) {
    Assignment now = Pacing.next(unit, had, had.machineId());
    if (!now.equals(had)) {
      rest.add(new Decision.Update(unit.name(), had, now, Pacing.difference(had, now)));
    }
    return now;
  }

  /** Moves a unit if it was on a machine before, which is then no longer among those left. */
  private Assignment come(KnownUnit unit, String machine, Map<String, Assignment> left) {
    if (left.isEmpty()) {
      return place(unit, machine);
    }
    String from = left.keySet().iterator().next();
    Assignment to = Pacing.next(unit, left.remove(from), machine);
    coming.add(new Decision.Move(unit.name(), from, to, draft.reasonToLeave(unit, from)));
    return to;
  }

  private Assignment place(KnownUnit unit, String machine) {
    Assignment fresh = Pacing.fresh(unit, machine);
    coming.add(new Decision.Place(unit.name(), fresh, draft.reasonToCome(unit, machine)));
    return fresh;
  }

  private void explain(KnownUnit unit, Map<String, Assignment> after) {
    Optional<String> before = unit.unit().pending();
    Optional<String> reason = reasonToWait(unit, after);
    if (reason.isPresent() && !reason.equals(before)) {
      rest.add(new Decision.Pend(unit.name(), reason.get()));
    } else if (reason.isEmpty() && before.isPresent()) {
      rest.add(
          new Decision.Unpend(
              unit.name(), unit.wanted() ? "it has a machine" : "it is not wanted anywhere"));
    }
  }

  private Optional<String> reasonToWait(KnownUnit unit, Map<String, Assignment> after) {
    if (!unit.wanted()) {
      return Optional.empty();
    }
    if (after.isEmpty()) {
      return Optional.of(whyNot.of(unit));
    }
    String machine = after.keySet().iterator().next();
    return unit.global() || view.standing(machine) != Standing.LOST
        ? Optional.empty()
        : Optional.of(
            "its machine %s is lost; %s".formatted(Machine.shortId(machine), whyNot.of(unit)));
  }

  /** By now a release has served, or what it names is not what the unit is at. */
  private void dropReleases(KnownUnit unit, Map<String, Assignment> after) {
    for (String machine : unit.unit().releases().keySet()) {
      Assignment now = after.get(machine);
      String reason =
          now == null
              ? "the machine does not have the unit"
              : now.contentId().equals(unit.contentId())
                      && now.generation() >= unit.unit().generation()
                  ? "the machine may have all that is new"
                  : "the unit is at another content or restart by now";
      rest.add(new Decision.DropRelease(unit.name(), machine, reason));
    }
  }
}
