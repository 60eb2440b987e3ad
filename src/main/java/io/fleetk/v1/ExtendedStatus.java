package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.util.Optional;

/**
 * What a machine says of a unit, with readiness (fleetk extension).
 *
 * @param name the unit
 * @param machineID the machine
 * @param hash fleet's hash of the text that the machine has; empty when unknown
 * @param contentId the content that the machine has; empty when unknown
 * @param generation the restart generation that it has reached
 * @param systemdLoadState systemd's LoadState
 * @param systemdActiveState systemd's ActiveState
 * @param systemdSubState systemd's SubState
 * @param since when it entered that state, as ISO 8601; empty when unknown
 * @param restarts how often systemd restarted it by itself
 * @param result systemd's Result
 * @param exitStatus the main process' exit status
 * @param ready whether it counts as ready
 * @param reason why, or why not
 */
@JsonInclude(Include.NON_EMPTY)
public record ExtendedStatus(
    String name,
    String machineID,
    String hash,
    String contentId,
    long generation,
    String systemdLoadState,
    String systemdActiveState,
    String systemdSubState,
    String since,
    int restarts,
    String result,
    int exitStatus,
    boolean ready,
    String reason) {
  /** An absent field is an empty one. */
  public ExtendedStatus {
    name = Json.orEmpty(name);
    machineID = Json.orEmpty(machineID);
    hash = Json.orEmpty(hash);
    contentId = Json.orEmpty(contentId);
    systemdLoadState = Json.orEmpty(systemdLoadState);
    systemdActiveState = Json.orEmpty(systemdActiveState);
    systemdSubState = Json.orEmpty(systemdSubState);
    since = Json.orEmpty(since);
    result = Json.orEmpty(result);
    reason = Json.orEmpty(reason);
  }

  /** A status for the wire. */
  public static ExtendedStatus of(UnitStatus status) {
    return new ExtendedStatus(
        status.unit().text(),
        status.machineId(),
        status.unitHash().map(Hash::hex).orElse(""),
        status.contentId().map(Hash::hex).orElse(""),
        status.generation(),
        status.loadState(),
        status.activeState(),
        status.subState(),
        status.since().map(Instant::toString).orElse(""),
        status.restarts(),
        status.result(),
        status.exitStatus(),
        status.ready(),
        status.reason());
  }

  /**
   * The status in the domain.
   *
   * @throws IllegalArgumentException when a name or hash is none
   * @throws java.time.format.DateTimeParseException when {@code since} is no moment
   */
  public UnitStatus status() {
    return new UnitStatus(
        new UnitName(name),
        machineID,
        hash(hash),
        hash(contentId),
        generation,
        systemdLoadState,
        systemdActiveState,
        systemdSubState,
        since.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(since)),
        restarts,
        result,
        exitStatus,
        ready,
        reason);
  }

  private static Optional<Hash> hash(String hex) {
    return hex.isEmpty() ? Optional.empty() : Optional.of(new Hash(hex));
  }
}
