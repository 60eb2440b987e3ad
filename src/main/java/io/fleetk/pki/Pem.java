package io.fleetk.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Keys and certificates as texts (RFC 7468). */
final class Pem {
  private static final String BEGIN_CERTIFICATE = "-----BEGIN CERTIFICATE-----";

  private Pem() {}

  /** Certificates, one after another. */
  static String of(List<X509Certificate> certificates) {
    StringBuilder all = new StringBuilder();
    try {
      for (X509Certificate certificate : certificates) {
        all.append(text("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate cannot be encoded", e);
    }
    return all.toString();
  }

  /** A private key, PKCS #8. */
  static String of(PrivateKey key) {
    return text("PRIVATE KEY", key.getEncoded());
  }

  /** A public key, as X.509 has it. */
  static String of(PublicKey key) {
    return text("PUBLIC KEY", key.getEncoded());
  }

  private static String text(String label, byte[] der) {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(label, der));
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot be written", e);
    }
    return text.toString();
  }

  /**
   * All certificates in a text.
   *
   * @param where which file it is from, for the message
   * @throws PkiException when there is none that can be read
   */
  static List<X509Certificate> certificates(String text, String where) {
    int begin = text.indexOf(BEGIN_CERTIFICATE);
    if (begin < 0) {
      throw new PkiException(where + ": it has no certificate in it");
    }
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(
              new ByteArrayInputStream(
                  text.substring(begin).getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (GeneralSecurityException e) {
      throw new PkiException(where + ": its certificate cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The private key in a text: PKCS #8, or as openssl wrote it before.
   *
   * @param where which file it is from, for the message
   * @throws PkiException when there is none that can be read
   */
  static PrivateKey privateKey(String text, String where) {
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        switch (found) {
          case PrivateKeyInfo key -> {
            return key(key);
          }
          case PEMKeyPair pair -> {
            return key(pair.getPrivateKeyInfo());
          }
          case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
              throw new PkiException(where + ": its key is encrypted: give it without passphrase");
          default -> {
            // Such as the curve's parameters, which openssl writes before the key.
          }
        }
      }
      throw new PkiException(where + ": it has no private key in it");
    } catch (IOException | GeneralSecurityException e) {
      throw new PkiException(where + ": its key cannot be read: " + e.getMessage(), e);
    }
  }

  private static PrivateKey key(PrivateKeyInfo key) throws IOException, GeneralSecurityException {
    var kind = key.getPrivateKeyAlgorithm().getAlgorithm();
    String algorithm =
        kind.equals(X9ObjectIdentifiers.id_ecPublicKey)
            ? "EC"
            : kind.equals(PKCSObjectIdentifiers.rsaEncryption) ? "RSA" : "EdDSA";
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
  }
}
