package io.fleetk.v1;

import io.fleetk.fleet.UsedCertificate;
import java.util.List;

/**
 * The certificates in secrets that units have (fleetk extension, {@code GET
 * /fleetk/v1/certificates}).
 *
 * @param certificates by secret and version
 */
public record CertificateList(List<CertificateEntity> certificates) {
  /** An absent field is an empty one. */
  public CertificateList {
    certificates = Json.orEmpty(certificates);
  }

  /** Certificates for the wire. */
  public static CertificateList of(List<UsedCertificate> used) {
    return new CertificateList(used.stream().map(CertificateEntity::of).toList());
  }
}
