package io.fleetk.rollout;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.plan.Change;
import io.fleetk.plan.ComponentPlan;
import io.fleetk.plan.ContentDiff;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What it takes to put the old text of a failed component back ({@code OnFailure=undo}). */
final class Undoing {
  private Undoing() {}

  /**
   * The plan that brings a component back; empty when the old text of the failed unit is not known,
   * because it is new, or was replaced before this rollout began.
   *
   * @param before the fleet as the rollout found it
   */
  static Optional<ComponentPlan> plan(ComponentPlan failed, UnitName unit, FleetView before) {
    List<UnitSubmission> goal = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    boolean covers = false;
    for (UnitSubmission wanted : failed.goal()) {
      Optional<FleetUnit> old = before.unit(wanted.name());
      if (old.isPresent()) {
        goal.add(
            new UnitSubmission(
                wanted.name(),
                old.get().content(),
                old.get().desiredState(),
                old.get().stack(),
                true));
        if (!old.get().content().id().equals(wanted.content().id())) {
          covers |= wanted.name().equals(unit);
          changes.add(
              new Change.Edit(
                  wanted.name(),
                  ContentDiff.between(wanted.name(), wanted.content(), old.get().content()),
                  0,
                  false,
                  "its old text is put back, since %s failed".formatted(unit)));
        }
      }
    }
    return covers
        ? Optional.of(new ComponentPlan(failed.component(), Set.of(), goal, changes, false))
        : Optional.empty();
  }
}
