package io.fleetk.fleet;

import io.fleetk.unit.UnitName;

/** Something that changed in a fleet, with the revision of the change. */
public sealed interface FleetEvent {
  /** The store's revision of the change; events of one stream never go back. */
  long revision();

  /** A unit was made or changed: its content, desired state, assignments or reason to wait. */
  record UnitChanged(long revision, FleetUnit unit) implements FleetEvent {}

  /** A unit was destroyed. */
  record UnitDestroyed(long revision, UnitName name) implements FleetEvent {}

  /** A machine reported on a unit. */
  record StatusChanged(long revision, UnitStatus status) implements FleetEvent {}

  /** A machine's report on a unit is gone: the unit was unloaded, or the machine was lost. */
  record StatusGone(long revision, UnitName unit, String machineId) implements FleetEvent {}

  /** A machine joined, left, came back or changed. */
  record MachineChanged(long revision, Machine machine) implements FleetEvent {}

  /** A member was removed. */
  record MachineRemoved(long revision, String machineId) implements FleetEvent {}
}
