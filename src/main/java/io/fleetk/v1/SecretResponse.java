package io.fleetk.v1;

import io.fleetk.fleet.FleetSecrets.Put;

/**
 * What came of putting a secret (fleetk extension): 201 when it made a version, else 200.
 *
 * @param secret the secret as it is now
 * @param changed whether this made a version
 */
public record SecretResponse(SecretEntity secret, boolean changed) {
  /** An answer for the wire. */
  public static SecretResponse of(Put put) {
    return new SecretResponse(SecretEntity.of(put.secret()), put.changed());
  }

  /**
   * The answer in the domain.
   *
   * @throws IllegalArgumentException when the secret is missing
   * @throws java.time.format.DateTimeParseException when a moment is none
   */
  public Put put() {
    if (secret == null) {
      throw new IllegalArgumentException("secret is missing");
    }
    return new Put(secret.secret(), changed);
  }
}
