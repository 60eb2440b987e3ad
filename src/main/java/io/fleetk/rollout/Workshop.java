package io.fleetk.rollout;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.plan.ComponentPlan;
import io.fleetk.unit.MaxUnavailable;
import java.util.List;
import java.util.Optional;

/** Makes the rollouts of components for one fleet, and knows how to read its journals. */
final class Workshop {
  private static final int LOG_LINES = 10;

  private final Fleet fleet;
  private final Optional<FleetExtensions> extensions;
  private final PatientFleet patient;
  private final ProgressBoard board;

  Workshop(
      Fleet fleet,
      Optional<FleetExtensions> extensions,
      PatientFleet patient,
      ProgressBoard board) {
    this.fleet = fleet;
    this.extensions = extensions;
    this.patient = patient;
    this.board = board;
  }

  ComponentRollout rollout(
      ComponentPlan plan, Optional<MaxUnavailable> maxUnavailable, boolean undoing) {
    TargetMemory memory = new TargetMemory();
    FleetWriter writer =
        new FleetWriter(fleet, patient, text -> board.step(plan.component(), text));
    Actuator actuator =
        extensions.isPresent()
            ? new PacedActuator(writer, extensions.get(), memory)
            : new PlainActuator(writer, memory);
    return new ComponentRollout(plan, actuator, memory, maxUnavailable, undoing);
  }

  /** The last lines of a failed unit's journal; none when they cannot be had. */
  List<String> log(Trouble trouble) {
    if (extensions.isEmpty() || trouble.machineId().isEmpty()) {
      return List.of();
    }
    try {
      return extensions.get().journal(trouble.unit(), trouble.machineId().get(), LOG_LINES);
    } catch (FleetException e) {
      return List.of("(its journal cannot be read: %s)".formatted(e.getMessage()));
    }
  }
}
