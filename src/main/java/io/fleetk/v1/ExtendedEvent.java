package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.unit.UnitName;
import java.util.Optional;

/**
 * Something that changed (fleetk extension, {@code GET /fleetk/v1/events}): the data of one
 * server-sent event, whose kind is the event's name.
 *
 * @param revision the revision of the change
 * @param unit the unit that was made or changed
 * @param state what a machine reported
 * @param machine the machine that changed
 * @param name the unit that was destroyed, or whose report is gone
 * @param machineID the machine that was removed, or whose report is gone
 */
@JsonInclude(Include.NON_EMPTY)
public record ExtendedEvent(
    long revision,
    Optional<ExtendedUnit> unit,
    Optional<ExtendedStatus> state,
    Optional<ExtendedMachine> machine,
    String name,
    String machineID) {

  /** The names that events go by. */
  public enum Kind {
    /** A unit was made or changed. */
    UNIT_CHANGED("unit-changed"),
    /** A unit was destroyed. */
    UNIT_DESTROYED("unit-destroyed"),
    /** A machine reported on a unit. */
    STATE_CHANGED("state-changed"),
    /** A machine's report on a unit is gone. */
    STATE_GONE("state-gone"),
    /** A machine joined, left, came back or changed. */
    MACHINE_CHANGED("machine-changed"),
    /** A member was removed. */
    MACHINE_REMOVED("machine-removed"),
    /** Not a change: events may have been missed, and the stream ends. Its data is an error. */
    LOST("lost");

    private final String wire;

    Kind(String wire) {
      this.wire = wire;
    }

    /** The event's name in the stream. */
    public String wire() {
      return wire;
    }

    /** The kind by its name; empty for one that a newer fleet may send. */
    public static Optional<Kind> ofWire(String name) {
      for (Kind kind : values()) {
        if (kind.wire.equals(name)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /** An absent field is an empty one. */
  public ExtendedEvent {
    unit = unit == null ? Optional.empty() : unit;
    state = state == null ? Optional.empty() : state;
    machine = machine == null ? Optional.empty() : machine;
    name = Json.orEmpty(name);
    machineID = Json.orEmpty(machineID);
  }

  /** The name that an event goes by. */
  public static Kind kind(FleetEvent event) {
    return switch (event) {
      case FleetEvent.UnitChanged e -> Kind.UNIT_CHANGED;
      case FleetEvent.UnitDestroyed e -> Kind.UNIT_DESTROYED;
      case FleetEvent.StatusChanged e -> Kind.STATE_CHANGED;
      case FleetEvent.StatusGone e -> Kind.STATE_GONE;
      case FleetEvent.MachineChanged e -> Kind.MACHINE_CHANGED;
      case FleetEvent.MachineRemoved e -> Kind.MACHINE_REMOVED;
    };
  }

  /** An event for the wire. */
  public static ExtendedEvent of(FleetEvent event) {
    long revision = event.revision();
    return switch (event) {
      case FleetEvent.UnitChanged e ->
          new ExtendedEvent(
              revision,
              Optional.of(ExtendedUnit.of(e.unit())),
              Optional.empty(),
              Optional.empty(),
              "",
              "");
      case FleetEvent.UnitDestroyed e -> bare(revision, e.name().text(), "");
      case FleetEvent.StatusChanged e ->
          new ExtendedEvent(
              revision,
              Optional.empty(),
              Optional.of(ExtendedStatus.of(e.status())),
              Optional.empty(),
              "",
              "");
      case FleetEvent.StatusGone e -> bare(revision, e.unit().text(), e.machineId());
      case FleetEvent.MachineChanged e ->
          new ExtendedEvent(
              revision,
              Optional.empty(),
              Optional.empty(),
              Optional.of(ExtendedMachine.of(e.machine())),
              "",
              "");
      case FleetEvent.MachineRemoved e -> bare(revision, "", e.machineId());
    };
  }

  private static ExtendedEvent bare(long revision, String name, String machineID) {
    return new ExtendedEvent(
        revision, Optional.empty(), Optional.empty(), Optional.empty(), name, machineID);
  }

  /**
   * The event in the domain.
   *
   * @throws RuntimeException when what its kind needs is not there, or makes no sense
   */
  public FleetEvent event(Kind kind) {
    return switch (kind) {
      case UNIT_CHANGED -> new FleetEvent.UnitChanged(revision, unit.orElseThrow().unit());
      case UNIT_DESTROYED -> new FleetEvent.UnitDestroyed(revision, new UnitName(name));
      case STATE_CHANGED -> new FleetEvent.StatusChanged(revision, state.orElseThrow().status());
      case STATE_GONE -> new FleetEvent.StatusGone(revision, new UnitName(name), machineID);
      case MACHINE_CHANGED ->
          new FleetEvent.MachineChanged(revision, machine.orElseThrow().machine());
      case MACHINE_REMOVED -> new FleetEvent.MachineRemoved(revision, machineID);
      case LOST -> throw new IllegalArgumentException("no change");
    };
  }
}
