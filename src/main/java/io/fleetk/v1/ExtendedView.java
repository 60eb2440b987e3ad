package io.fleetk.v1;

import io.fleetk.fleet.FleetView;
import java.util.List;

/**
 * A whole fleet at one moment (fleetk extension, {@code GET /fleetk/v1/view}).
 *
 * @param revision the revision of that moment, from which events can be followed
 * @param units by name
 * @param states by unit and machine
 * @param machines by ID, members that are away included
 */
public record ExtendedView(
    long revision,
    List<ExtendedUnit> units,
    List<ExtendedStatus> states,
    List<ExtendedMachine> machines) {
  /** An absent list is an empty one. */
  public ExtendedView {
    units = Json.orEmpty(units);
    states = Json.orEmpty(states);
    machines = Json.orEmpty(machines);
  }

  /** A view for the wire. */
  public static ExtendedView of(FleetView view) {
    return new ExtendedView(
        view.revision(),
        view.units().values().stream().map(ExtendedUnit::of).toList(),
        view.statuses().values().stream().map(ExtendedStatus::of).toList(),
        view.machines().values().stream().map(ExtendedMachine::of).toList());
  }

  /**
   * The view in the domain.
   *
   * @throws RuntimeException when a part of it makes no sense, saying which
   */
  public FleetView view() {
    return FleetView.of(
        revision,
        units.stream().map(ExtendedUnit::unit).toList(),
        states.stream().map(ExtendedStatus::status).toList(),
        machines.stream().map(ExtendedMachine::machine).toList());
  }
}
