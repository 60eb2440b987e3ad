package io.fleetk.rollout;

import io.fleetk.unit.UnitName;
import java.util.Optional;

/**
 * What stops a rollout.
 *
 * @param component the component
 * @param unit the unit
 * @param machineId where; empty when the fleet refused the unit
 * @param state systemd's state of it; empty when there is none
 * @param reason why, in one line
 */
record Trouble(
    String component, UnitName unit, Optional<String> machineId, String state, String reason) {}
