package io.fleetk.v1;

import io.fleetk.fleet.UsedCertificate;
import java.time.Instant;
import java.util.List;

/**
 * That units have a version of a secret which holds certificates (fleetk extension).
 *
 * @param secret the secret's name
 * @param version which version
 * @param ends when the first certificate in it ends, as ISO 8601
 * @param units the units that have it
 */
public record CertificateEntity(String secret, long version, String ends, List<String> units) {
  /** An absent field is an empty one. */
  public CertificateEntity {
    secret = Json.orEmpty(secret);
    ends = Json.orEmpty(ends);
    units = Json.orEmpty(units);
  }

  /** A certificate for the wire. */
  public static CertificateEntity of(UsedCertificate used) {
    return new CertificateEntity(
        used.secret(), used.version(), used.ends().toString(), used.units());
  }

  /**
   * The certificate in the domain.
   *
   * @throws java.time.format.DateTimeParseException when the moment is none
   */
  public UsedCertificate used() {
    return new UsedCertificate(secret, version, Instant.parse(ends), units);
  }
}
