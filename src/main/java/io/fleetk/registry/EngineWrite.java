package io.fleetk.registry;

import io.fleetk.fleet.Assignment;
import io.fleetk.unit.UnitName;

/** Something that only the engine that leads may write. */
public sealed interface EngineWrite {
  /** The unit that it is about. */
  UnitName unit();

  /** A machine should have a unit, or have it in another content, state or generation. */
  record Assign(UnitName unit, Assignment assignment) implements EngineWrite {}

  /** What takes away something that can outlast its unit, when that is destroyed. */
  sealed interface Stray extends EngineWrite {}

  /** A machine should no longer have a unit. */
  record Unassign(UnitName unit, String machineId) implements Stray {}

  /** Why a unit is on no machine. */
  record Pend(UnitName unit, String reason) implements EngineWrite {}

  /** A unit no longer waits for a machine. */
  record Unpend(UnitName unit) implements Stray {}

  /**
   * A release that has served, or whose unit or machine is gone. One that was put in its place
   * since the engine looked is another release, and stays.
   */
  record DropRelease(UnitName unit, String machineId) implements EngineWrite {}
}
