package io.fleetk.fleet;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.util.Optional;

/**
 * What a machine's systemd says of a unit, and whether the unit is ready there.
 *
 * @param unit the unit
 * @param machineId the machine
 * @param unitHash fleet's hash of the text that the machine has; empty when unknown
 * @param contentId the content that the machine has, which on a plain v1 fleet is concluded from
 *     the unit hash; empty when unknown
 * @param generation the restart generation that it has reached
 * @param loadState systemd's LoadState, such as {@code loaded}
 * @param activeState systemd's ActiveState, such as {@code active}
 * @param subState systemd's SubState, such as {@code running}
 * @param since when it entered that state; empty when unknown
 * @param restarts how often systemd restarted it by itself (NRestarts)
 * @param result systemd's Result, such as {@code success} or {@code exit-code}; empty when unknown
 * @param exitStatus ExecMainStatus: the exit status or signal of the main process, 0 when none
 * @param ready whether it counts as ready
 * @param reason why it is not ready, or by what it is; never contains a newline
 */
public record UnitStatus(
    UnitName unit,
    String machineId,
    Optional<Hash> unitHash,
    Optional<Hash> contentId,
    long generation,
    String loadState,
    String activeState,
    String subState,
    Optional<Instant> since,
    int restarts,
    String result,
    int exitStatus,
    boolean ready,
    String reason) {
  /** A status; nothing is null. */
  public UnitStatus {
    requireNonNull(unit);
    requireNonNull(machineId);
    requireNonNull(unitHash);
    requireNonNull(contentId);
    requireNonNull(since);
    requireNonNull(result);
    requireNonNull(reason);
  }

  /** The same, judged otherwise as to whether it is ready. */
  public UnitStatus withReadiness(boolean nowReady, String nowReason) {
    return new UnitStatus(
        unit,
        machineId,
        unitHash,
        contentId,
        generation,
        loadState,
        activeState,
        subState,
        since,
        restarts,
        result,
        exitStatus,
        nowReady,
        nowReason);
  }

  /** Whether systemd calls the unit failed. */
  public boolean failed() {
    return activeState.equals("failed");
  }

  /** Whether systemd calls the unit active. */
  public boolean active() {
    return activeState.equals("active") || activeState.equals("reloading");
  }

  /** Where a status belongs: one unit on one machine. */
  public Place place() {
    return new Place(unit, machineId);
  }

  /** A unit on a machine, ordered by unit, then machine. */
  public record Place(UnitName unit, String machineId) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byUnit = unit.compareTo(other.unit);
      return byUnit != 0 ? byUnit : machineId.compareTo(other.machineId);
    }

    @Override
    public String toString() {
      return unit + " on " + Machine.shortId(machineId);
    }
  }
}
