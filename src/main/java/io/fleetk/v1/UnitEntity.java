package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitFile;
import java.util.List;
import java.util.Optional;

/**
 * A unit (fleet v1 API, {@code Unit}).
 *
 * @param currentState how far its machine has brought it; empty for a global unit
 * @param desiredState what it should be brought to
 * @param machineID the machine it is scheduled to; empty when none, and for a global unit
 * @param name its name
 * @param options its unit file
 */
@JsonInclude(Include.NON_EMPTY)
@JsonPropertyOrder({"currentState", "desiredState", "machineID", "name", "options"})
public record UnitEntity(
    String currentState,
    String desiredState,
    String machineID,
    String name,
    List<OptionEntity> options) {
  /** An absent field is an empty one. */
  public UnitEntity {
    currentState = Json.orEmpty(currentState);
    desiredState = Json.orEmpty(desiredState);
    machineID = Json.orEmpty(machineID);
    name = Json.orEmpty(name);
    options = Json.orEmpty(options);
  }

  /** What a client sends to make a unit or replace its content. */
  public static UnitEntity submission(String name, DesiredState state, UnitFile file) {
    return new UnitEntity("", state.wire(), "", name, OptionEntity.of(file));
  }

  /** What a client sends to change a unit's desired state. */
  public static UnitEntity stateChange(String name, DesiredState state) {
    return new UnitEntity("", state.wire(), "", name, List.of());
  }

  /** A unit as it stands in a view. */
  public static UnitEntity of(FleetUnit unit, FleetView view) {
    boolean global = unit.placement().global();
    Optional<Assignment> assignment =
        global ? Optional.empty() : unit.assignments().values().stream().findFirst();
    return new UnitEntity(
        global ? "" : currentState(unit, assignment, view).wire(),
        unit.desiredState().wire(),
        assignment.map(Assignment::machineId).orElse(""),
        unit.name().text(),
        OptionEntity.of(unit.content().file()));
  }

  /**
   * fleet's reckoning: inactive until the machine reports the unit, with the text that it should
   * have, then loaded, and launched while the agent there means to have it launched (its
   * heartbeat), be it up or failed.
   */
  private static DesiredState currentState(
      FleetUnit unit, Optional<Assignment> assignment, FleetView view) {
    boolean reported =
        assignment
            .flatMap(told -> view.status(unit.name(), told.machineId()))
            .flatMap(UnitStatus::contentId)
            .filter(has -> has.equals(assignment.get().contentId()))
            .isPresent();
    if (!reported) {
      return DesiredState.INACTIVE;
    }
    return assignment.get().desiredState() == DesiredState.LAUNCHED
        ? DesiredState.LAUNCHED
        : DesiredState.LOADED;
  }

  /** The same unit, brought to another state by now. */
  public UnitEntity withCurrentState(DesiredState state) {
    return new UnitEntity(state.wire(), desiredState, machineID, name, options);
  }

  /** Its unit file. */
  public UnitFile file() {
    return OptionEntity.file(options);
  }
}
