package io.fleetk.engine;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Which content and restart generation a machine gets of a unit.
 *
 * <p>A machine that gets a unit afresh gets it as it is. One that has it, or takes it over from
 * another machine, keeps the content and generation that it had while the unit is held, until a
 * release names what it may take; only a content that no process can tell from the old one, and the
 * desired state, go through at once.
 */
final class Pacing {
  private Pacing() {}

  /** What a machine gets that takes a unit afresh. */
  static Assignment fresh(KnownUnit unit, String machineId) {
    return new Assignment(
        machineId,
        unit.contentId(),
        unit.runHash(),
        unit.unit().desiredState(),
        unit.unit().generation());
  }

  /**
   * What a machine gets of a unit for which there was an assignment before, there or on the machine
   * that it moves from.
   */
  static Assignment next(KnownUnit known, Assignment before, String machineId) {
    FleetUnit unit = known.unit();
    FleetUnit.Release release = unit.releases().get(machineId);
    boolean takesContent =
        !unit.held()
            || before.runHash().equals(known.runHash())
            || (release != null && release.contentId().equals(known.contentId()));
    long own = unit.held() ? 0 : unit.generation();
    // A release above the unit's generation restarts the unit on this machine alone.
    long released =
        release != null && release.generation() >= unit.generation() ? release.generation() : 0;
    return new Assignment(
        machineId,
        takesContent ? known.contentId() : before.contentId(),
        takesContent ? known.runHash() : before.runHash(),
        unit.desiredState(),
        Math.max(before.generation(), Math.max(own, released)));
  }

  /** What became another between two assignments, in words; empty when nothing did. */
  static String difference(Assignment before, Assignment after) {
    List<String> parts = new ArrayList<>();
    if (!before.contentId().equals(after.contentId())) {
      parts.add(
          "content %s instead of %s"
              .formatted(after.contentId().abbreviated(), before.contentId().abbreviated()));
    }
    if (before.generation() != after.generation()) {
      parts.add("restart %d".formatted(after.generation()));
    }
    if (before.desiredState() != after.desiredState()) {
      parts.add(
          "%s instead of %s".formatted(after.desiredState().wire(), before.desiredState().wire()));
    }
    return String.join(", ", parts);
  }
}
