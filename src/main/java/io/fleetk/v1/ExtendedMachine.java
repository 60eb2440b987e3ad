package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.fleetk.fleet.Machine;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A member machine, present or away (fleetk extension).
 *
 * @param id its machine ID
 * @param primaryIP the address that others reach it by
 * @param metadata key to value
 * @param present whether its daemon is alive
 * @param cordoned whether new units are kept away from it
 * @param version its daemon's version; empty when unknown
 * @param lastSeen when its presence last changed, as ISO 8601; empty when unknown
 */
@JsonInclude(Include.NON_EMPTY)
public record ExtendedMachine(
    String id,
    String primaryIP,
    Map<String, String> metadata,
    boolean present,
    boolean cordoned,
    String version,
    String lastSeen) {
  /** An absent field is an empty one. */
  public ExtendedMachine {
    id = Json.orEmpty(id);
    primaryIP = Json.orEmpty(primaryIP);
    metadata = Json.orEmpty(metadata);
    version = Json.orEmpty(version);
    lastSeen = Json.orEmpty(lastSeen);
  }

  /** A machine for the wire. */
  public static ExtendedMachine of(Machine machine) {
    return new ExtendedMachine(
        machine.id(),
        machine.address(),
        machine.metadata(),
        machine.present(),
        machine.cordoned(),
        machine.version(),
        machine.lastSeen().map(Instant::toString).orElse(""));
  }

  /**
   * The machine in the domain.
   *
   * @throws java.time.format.DateTimeParseException when {@code lastSeen} is no moment
   */
  public Machine machine() {
    return new Machine(
        id,
        primaryIP,
        metadata,
        present,
        cordoned,
        version,
        lastSeen.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(lastSeen)));
  }
}
