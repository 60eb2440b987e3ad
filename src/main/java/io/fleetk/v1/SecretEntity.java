package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.fleetk.fleet.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * What is to be said of a secret (fleetk extension): never its text.
 *
 * @param name its name
 * @param version its newest version
 * @param size how long that is, in bytes
 * @param putAt when that was put, as ISO 8601
 * @param certificateEnds when the first certificate in it ends, as ISO 8601; empty when it has none
 */
@JsonInclude(Include.NON_EMPTY)
public record SecretEntity(
    String name, long version, long size, String putAt, String certificateEnds) {
  /** An absent field is an empty one. */
  public SecretEntity {
    name = Json.orEmpty(name);
    putAt = Json.orEmpty(putAt);
    certificateEnds = Json.orEmpty(certificateEnds);
  }

  /** A secret for the wire. */
  public static SecretEntity of(Secret secret) {
    return new SecretEntity(
        secret.name(),
        secret.version(),
        secret.size(),
        secret.putAt().toString(),
        secret.certificateEnds().map(Instant::toString).orElse(""));
  }

  /**
   * The secret in the domain.
   *
   * @throws java.time.format.DateTimeParseException when a moment is none
   */
  public Secret secret() {
    return new Secret(
        name,
        version,
        size,
        Instant.parse(putAt),
        certificateEnds.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(certificateEnds)));
  }
}
