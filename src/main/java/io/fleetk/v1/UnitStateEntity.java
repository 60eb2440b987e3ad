package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.unit.Hash;

/**
 * What a machine's systemd says of a unit (fleet v1 API, {@code UnitState}).
 *
 * @param hash the hash of the text that the machine has
 * @param machineID the machine
 * @param name the unit
 * @param systemdActiveState such as {@code active}
 * @param systemdLoadState such as {@code loaded}
 * @param systemdSubState such as {@code running}
 */
@JsonInclude(Include.NON_EMPTY)
@JsonPropertyOrder({
  "hash",
  "machineID",
  "name",
  "systemdActiveState",
  "systemdLoadState",
  "systemdSubState"
})
public record UnitStateEntity(
    String hash,
    String machineID,
    String name,
    String systemdActiveState,
    String systemdLoadState,
    String systemdSubState) {
  /** An absent field is an empty one. */
  public UnitStateEntity {
    hash = Json.orEmpty(hash);
    machineID = Json.orEmpty(machineID);
    name = Json.orEmpty(name);
    systemdActiveState = Json.orEmpty(systemdActiveState);
    systemdLoadState = Json.orEmpty(systemdLoadState);
    systemdSubState = Json.orEmpty(systemdSubState);
  }

  /** The part of a status that the fleet v1 API tells. */
  public static UnitStateEntity of(UnitStatus status) {
    return new UnitStateEntity(
        status.unitHash().map(Hash::hex).orElse(""),
        status.machineId(),
        status.unit().text(),
        status.activeState(),
        status.loadState(),
        status.subState());
  }
}
