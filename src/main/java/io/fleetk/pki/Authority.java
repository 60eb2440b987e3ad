package io.fleetk.pki;

import static java.util.Objects.requireNonNull;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Who issues certificates.
 *
 * @param chain its own certificate, then those between it and its root
 * @param key its private key
 */
record Authority(List<X509Certificate> chain, PrivateKey key) {
  /** The place of keyCertSign in a key usage (RFC 5280, 4.2.1.3). */
  private static final int SIGNS_CERTIFICATES = 5;

  Authority {
    chain = List.copyOf(chain);
    requireNonNull(key);
  }

  /**
   * An authority from its files.
   *
   * @param where which file the certificate is from, for the message
   * @throws PkiException when it may issue nothing
   */
  static Authority of(List<X509Certificate> chain, PrivateKey key, String where) {
    X509Certificate own = chain.getFirst();
    if (own.getBasicConstraints() < 0) {
      throw new PkiException(
          "%s: it is no authority's certificate (its basic constraints say so), so nothing that it signs would be trusted"
              .formatted(where));
    }
    boolean[] uses = own.getKeyUsage();
    if (uses != null && !uses[SIGNS_CERTIFICATES]) {
      throw new PkiException(
          "%s: its key may sign no certificates (its key usage lacks keyCertSign), so nothing that it signs would be trusted"
              .formatted(where));
    }
    if (!Keys.belongTogether(key, own.getPublicKey())) {
      throw new PkiException("%s: the authority's key is not the one to it".formatted(where));
    }
    return new Authority(chain, key);
  }

  /**
   * That it has not ended.
   *
   * @param where which file the certificate is from, for the message
   */
  void requireLasting(Instant now, String where) {
    Instant end = certificate().getNotAfter().toInstant();
    if (!end.isAfter(now)) {
      throw new PkiException(
          "%s: this authority ended on %s, so nothing that it issues would be trusted: renew it first, or take another"
              .formatted(where, end));
    }
  }

  X509Certificate certificate() {
    return chain.getFirst();
  }

  /** Whether nobody else vouches for it. */
  boolean isRoot() {
    return isRoot(certificate());
  }

  /** What who trusts its root needs beside a certificate that it issued. */
  List<X509Certificate> between() {
    return chain.stream().filter(certificate -> !isRoot(certificate)).toList();
  }

  static boolean isRoot(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }
}
