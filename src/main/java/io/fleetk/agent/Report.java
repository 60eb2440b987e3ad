package io.fleetk.agent;

import io.fleetk.fleet.UnitStatus;
import io.fleetk.registry.ScheduledUnit;
import io.fleetk.systemd.UnitState;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.util.Optional;

/** Puts into words what this machine says of a unit. */
final class Report {
  private Report() {}

  /**
   * The status of a unit that an agent placed here.
   *
   * @param unit what was noted of it, and what systemd says
   * @param unitHash of the text that the machine has
   * @param wanted what the schedule says of it; empty when it should go, or nothing is known yet
   * @param standing systemd's word on it
   * @param verdict its own checks' word
   * @param trouble what failed when something was last done to it
   */
  static UnitStatus of(
      String machineId,
      LocalUnit unit,
      Hash unitHash,
      Optional<ScheduledUnit> wanted,
      Standing standing,
      Verdict verdict,
      Optional<String> trouble) {
    Tag tag = unit.tag().orElseThrow();
    boolean starting = tag.acted() == DesiredState.LAUNCHED && unit.failed() && unit.jobPending();
    Optional<UnitState> state = starting ? unit.state().map(Report::beforeItsStart) : unit.state();
    // Content that is on disk but that its process does not run yet must not pass for ready.
    boolean between =
        wanted
            .map(ScheduledUnit::assignment)
            .filter(goal -> goal.contentId().equals(tag.contentId()))
            .filter(goal -> tag.incomplete() || !tag.follows(goal))
            .isPresent();
    boolean ready =
        standing.holds() && verdict.holds() && !between && tag.acted() != DesiredState.INACTIVE;
    String reason;
    if (trouble.isPresent()) {
      reason = trouble.get();
    } else if (starting) {
      reason = "about to start";
    } else if (!standing.holds() || verdict.holds()) {
      reason = between && standing.holds() ? "being brought to its new content" : standing.reason();
    } else {
      reason = verdict.reason();
    }
    return new UnitStatus(
        unit.name(),
        machineId,
        Optional.of(unitHash),
        Optional.of(tag.contentId()),
        tag.generation(),
        state.map(UnitState::loadState).orElse("not-found"),
        state.map(UnitState::activeState).orElse("inactive"),
        state.map(UnitState::subState).orElse("dead"),
        state.map(UnitState::since).filter(since -> since.isAfter(Instant.EPOCH)),
        state.map(UnitState::restarts).orElse(0),
        state.map(UnitState::result).orElse(""),
        state.map(UnitState::exitStatus).orElse(0),
        ready,
        reason);
  }

  /**
   * How a process ended that systemd is about to start anew is no failure: one that exits with
   * another status than 0 when it is told to stop is failed for a moment in each restart.
   */
  private static UnitState beforeItsStart(UnitState state) {
    return new UnitState(
        state.loadState(),
        "inactive",
        "dead",
        state.since(),
        state.activeSince(),
        state.restarts(),
        "",
        0,
        state.jobPending());
  }

  /** The status of a unit that should be here and could not be brought here. */
  static UnitStatus missing(UnitName name, String machineId, String trouble) {
    return new UnitStatus(
        name,
        machineId,
        Optional.empty(),
        Optional.empty(),
        0,
        "not-found",
        "inactive",
        "dead",
        Optional.empty(),
        0,
        "",
        0,
        false,
        trouble);
  }
}
