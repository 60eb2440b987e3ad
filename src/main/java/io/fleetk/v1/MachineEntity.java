package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fleetk.fleet.Machine;
import java.util.Map;
import java.util.Optional;

/**
 * A machine that is present (fleet v1 API, {@code Machine}).
 *
 * @param id its machine ID
 * @param metadata key to value
 * @param primaryIP the address that others reach it by
 */
@JsonInclude(Include.NON_EMPTY)
@JsonPropertyOrder({"id", "metadata", "primaryIP"})
public record MachineEntity(String id, Map<String, String> metadata, String primaryIP) {
  /** An absent field is an empty one. */
  public MachineEntity {
    id = Json.orEmpty(id);
    metadata = Json.orEmpty(metadata);
    primaryIP = Json.orEmpty(primaryIP);
  }

  /** The part of a machine that the fleet v1 API tells. */
  public static MachineEntity of(Machine machine) {
    return new MachineEntity(machine.id(), machine.metadata(), machine.address());
  }

  /** The machine, which is present because it was listed. */
  public Machine machine() {
    return new Machine(id, primaryIP, metadata, true, false, "", Optional.empty());
  }
}
