package io.fleetk.fleet;

import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;

/**
 * That a machine should have a unit: what the engine tells an agent.
 *
 * @param machineId the machine
 * @param contentId which content it should have, which during a rollout may be older than the
 *     unit's
 * @param runHash the run hash of that content
 * @param desiredState what the machine should bring it to
 * @param generation the restart generation that it should reach; a higher one restarts the unit
 */
public record Assignment(
    String machineId, Hash contentId, Hash runHash, DesiredState desiredState, long generation) {}
