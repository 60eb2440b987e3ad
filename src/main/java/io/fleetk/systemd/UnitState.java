package io.fleetk.systemd;

import java.time.Instant;
import java.util.Optional;

/**
 * A unit's state in systemd's words (org.freedesktop.systemd1(5)).
 *
 * @param loadState LoadState
 * @param activeState ActiveState
 * @param subState SubState
 * @param since StateChangeTimestamp
 * @param activeSince ActiveEnterTimestamp of the present activation; empty while it is not active
 * @param restarts NRestarts
 * @param result Result
 * @param exitStatus ExecMainStatus
 * @param jobPending whether a job is queued or running for it
 */
public record UnitState(
    String loadState,
    String activeState,
    String subState,
    Instant since,
    Optional<Instant> activeSince,
    int restarts,
    String result,
    int exitStatus,
    boolean jobPending) {}
