package io.fleetk.standin;

import io.fleetk.tls.Pem;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/** Whether certificates and keys fit together, which TLS alone would tell only much later. */
final class Keys {
  private Keys() {}

  /** A certificate must be of its key, valid, and signed by an authority. */
  static X509Certificate requirePair(Path certificate, Path key, Path authority)
      throws GeneralSecurityException {
    X509Certificate own = Pem.identity(certificate, key).chain().getFirst();
    requireSame(own.getPublicKey(), Pem.privateKey(key), certificate);
    own.checkValidity();
    own.verify(Pem.certificates(authority)[0].getPublicKey());
    return own;
  }

  /** There must be one certificate in a file, and no chain. */
  static void requireAlone(Path file) throws GeneralSecurityException {
    int found = Pem.certificates(file).length;
    if (found != 1) {
      throw new GeneralSecurityException(
          "%s: expected 1 certificate, found %d".formatted(file, found));
    }
  }

  static void requireSame(PublicKey open, PrivateKey key, Path where)
      throws GeneralSecurityException {
    String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update((byte) 1);
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(open);
    verifier.update((byte) 1);
    if (!verifier.verify(signer.sign())) {
      throw new GeneralSecurityException(where + ": another key than its own goes with it");
    }
  }

  /** A certificate must be for each of these names and addresses. */
  static void requireNames(X509Certificate certificate, List<String> names)
      throws GeneralSecurityException {
    List<String> has =
        certificate.getSubjectAlternativeNames().stream()
            .map(name -> name.get(1).toString())
            .toList();
    for (String name : names) {
      if (!has.contains(name)) {
        throw new GeneralSecurityException("the certificate is not for " + name + ": " + has);
      }
    }
  }

  /** Whom a certificate names: its CN, or its O. */
  static String part(X509Certificate certificate, String type) {
    for (String part : certificate.getSubjectX500Principal().getName().split(",", -1)) {
      if (part.startsWith(type + "=")) {
        return part.substring(type.length() + 1);
      }
    }
    return "";
  }
}
