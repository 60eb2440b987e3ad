package io.fleetk.pki;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/** What certificates a folder has. */
public final class Listing {
  private Listing() {}

  /**
   * Every certificate, by name.
   *
   * @throws PkiException when there is no such folder, or one cannot be read
   */
  public static List<ListedCertificate> of(PkiFolder folder) {
    return folder.names().stream().map(name -> listed(folder, name)).toList();
  }

  private static ListedCertificate listed(PkiFolder folder, String name) {
    X509Certificate certificate = folder.certificates(name).orElseThrow().getFirst();
    try {
      return new ListedCertificate(
          name,
          certificate.getSubjectX500Principal().getName(),
          Leaf.alternativeNames(certificate),
          certificate.getIssuerX500Principal().getName(),
          certificate.getNotBefore().toInstant(),
          certificate.getNotAfter().toInstant(),
          certificate.getBasicConstraints() >= 0);
    } catch (CertificateParsingException e) {
      throw new PkiException(
          "%s: it cannot be read: %s".formatted(folder.path(name + ".crt"), e.getMessage()), e);
    }
  }

  /** Whether one certificate's holder has signed another. */
  static boolean signed(X509Certificate authority, X509Certificate certificate) {
    try {
      certificate.verify(authority.getPublicKey());
      return certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
