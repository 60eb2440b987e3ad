package io.fleetk.tls;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** What TLS connections trust and show, made of PEM files. */
public final class Handshake {
  private Handshake() {}

  /**
   * Reads the files.
   *
   * @param authority the certificates that the other side's is signed by; those that Java trusts
   *     when empty
   * @param certificate the own certificate, with those between it and its authority after it; goes
   *     together with the key
   * @param key the private key to it
   * @throws IllegalArgumentException when a file cannot be used, with its path and the reason
   */
  public static HandshakeCertificates of(
      Optional<Path> authority, Optional<Path> certificate, Optional<Path> key) {
    var certificates = new HandshakeCertificates.Builder();
    if (authority.isPresent()) {
      for (X509Certificate trusted : Pem.certificates(authority.get())) {
        certificates.addTrustedCertificate(trusted);
      }
    } else {
      certificates.addPlatformTrustedCertificates();
    }
    if (certificate.isPresent() && key.isPresent()) {
      Pem.Identity own = Pem.identity(certificate.get(), key.get());
      List<X509Certificate> chain = own.chain();
      certificates.heldCertificate(
          new HeldCertificate(
              new KeyPair(chain.getFirst().getPublicKey(), own.key()), chain.getFirst()),
          chain.subList(1, chain.size()).toArray(X509Certificate[]::new));
    }
    return certificates.build();
  }
}
