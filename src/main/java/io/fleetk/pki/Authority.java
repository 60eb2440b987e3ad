package io.fleetk.pki;

import static java.util.Objects.requireNonNull;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who issues certificates.
 *
 * @param chain its own certificate, then those between it and its root
 * @param key its private key
 */
record Authority(List<X509Certificate> chain, PrivateKey key) {
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
    if (!Keys.belongTogether(key, own.getPublicKey())) {
      throw new PkiException("%s: the authority's key is not the one to it".formatted(where));
    }
    return new Authority(chain, key);
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
