package io.fleetk.v1;

import io.fleetk.fleet.Secret;
import java.util.List;

/**
 * All secrets of a fleet (fleetk extension, {@code GET /fleetk/v1/secrets}).
 *
 * @param secrets by name
 */
public record SecretList(List<SecretEntity> secrets) {
  /** An absent field is an empty one. */
  public SecretList {
    secrets = Json.orEmpty(secrets);
  }

  /** Secrets for the wire. */
  public static SecretList of(List<Secret> secrets) {
    return new SecretList(secrets.stream().map(SecretEntity::of).toList());
  }
}
