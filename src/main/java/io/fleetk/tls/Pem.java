package io.fleetk.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and private keys in PEM files (RFC 7468). The JDK reads keys in PKCS #8 only; etcd's
 * are often in the older forms that openssl and kubeadm write, which are put into its shape here.
 */
public final class Pem {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ((?:[A-Z]+ )?)PRIVATE KEY-----([^-]+)-----END [A-Z ]+-----", Pattern.DOTALL);

  /** rsaEncryption (1.2.840.113549.1.1.1) with its NULL parameters, as an AlgorithmIdentifier. */
  private static final byte[] RSA = {
    0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
  };

  /** id-ecPublicKey (1.2.840.10045.2.1). */
  private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int CURVE = 0xa0;

  private Pem() {}

  /**
   * All certificates of a file.
   *
   * @throws IllegalArgumentException when it has none or cannot be read, with its path
   */
  public static X509Certificate[] certificates(Path file) {
    return certificates(file.toString(), bytes(file));
  }

  /**
   * All certificates in a text.
   *
   * @param file where it is from, for messages
   * @throws IllegalArgumentException when it has none or cannot be read, saying where it is from
   */
  public static X509Certificate[] certificates(String file, byte[] text) {
    try {
      X509Certificate[] certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(text))
              .stream()
              .map(X509Certificate.class::cast)
              .toArray(X509Certificate[]::new);
      if (certificates.length == 0) {
        throw unusable(file, "it has no certificate in it");
      }
      return certificates;
    } catch (CertificateException e) {
      throw unusable(file, "it has no certificate in it that can be read");
    }
  }

  /**
   * The private key of a file: RSA, elliptic curve or Ed25519.
   *
   * @throws IllegalArgumentException when it has none, it is encrypted or cannot be read, with its
   *     path
   */
  public static PrivateKey privateKey(Path file) {
    return privateKey(file.toString(), bytes(file));
  }

  /**
   * The private key in a text: RSA, elliptic curve or Ed25519.
   *
   * @param file where it is from, for messages
   * @throws IllegalArgumentException when it has none, it is encrypted or cannot be read, saying
   *     where it is from
   */
  public static PrivateKey privateKey(String file, byte[] text) {
    Matcher pem = KEY.matcher(new String(text, US_ASCII));
    if (!pem.find()) {
      throw unusable(file, "it has no private key in it");
    }
    if (pem.group(2).contains("ENCRYPTED") || pem.group(1).equals("ENCRYPTED ")) {
      throw unusable(file, "its key is encrypted: give it without a passphrase");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
      return key(
          switch (pem.group(1)) {
            case "" -> der;
            case "RSA " -> der(SEQUENCE, VERSION_0, RSA, der(OCTETS, der));
            case "EC " -> der(SEQUENCE, VERSION_0, der(SEQUENCE, EC, curve(der)), der(OCTETS, der));
            default -> throw unusable(file, "its key is of an unknown kind: " + pem.group(1));
          });
    } catch (GeneralSecurityException | IndexOutOfBoundsException e) {
      throw unusable(file, "its key cannot be read");
    }
  }

  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    GeneralSecurityException failure = new GeneralSecurityException("no algorithm");
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        failure = e;
      }
    }
    throw failure;
  }

  /** The name of the curve in an ECPrivateKey (RFC 5915): what its tag [0] holds. */
  private static byte[] curve(byte[] ecPrivateKey) throws GeneralSecurityException {
    int at = content(ecPrivateKey, 0);
    while (at < ecPrivateKey.length) {
      int start = content(ecPrivateKey, at);
      int end = start + length(ecPrivateKey, at);
      if ((ecPrivateKey[at] & 0xff) == CURVE) {
        byte[] name = new byte[end - start];
        System.arraycopy(ecPrivateKey, start, name, 0, name.length);
        return name;
      }
      at = end;
    }
    throw new GeneralSecurityException("no curve");
  }

  /** Where the content of a DER value begins. */
  private static int content(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = at + 2; i < content(der, at); i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    return length;
  }

  /** A DER value of up to 65,535 bytes. */
  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.write(tag);
    if (content.size() > 0xff) {
      value.write(0x82);
      value.write(content.size() >> 8);
    } else if (content.size() >= 0x80) {
      value.write(0x81);
    }
    value.write(content.size());
    value.writeBytes(content.toByteArray());
    return value.toByteArray();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw unusable(file, "there is no such file");
    } catch (AccessDeniedException e) {
      throw unusable(file, "permission denied");
    } catch (IOException e) {
      throw unusable(
          file, Files.isDirectory(file) ? "it is a directory, not a file" : "it cannot be read");
    }
  }

  /**
   * A certificate and the private key to it.
   *
   * @param key the private key
   * @param chain the certificate, with those between it and its authority after it
   */
  public record Identity(PrivateKey key, List<X509Certificate> chain) {
    /** Copies the chain. */
    public Identity {
      requireNonNull(key);
      chain = List.copyOf(chain);
    }
  }

  /**
   * A certificate and its key from two files.
   *
   * @throws IllegalArgumentException when one of them cannot be used, or they do not belong
   *     together, with their paths
   */
  public static Identity identity(Path certificateFile, Path keyFile) {
    List<X509Certificate> chain = List.of(certificates(certificateFile));
    PrivateKey key = privateKey(keyFile);
    if (!belongTogether(key, chain.getFirst().getPublicKey())) {
      throw unusable(keyFile, "it is not the key to the certificate in " + certificateFile);
    }
    return new Identity(key, chain);
  }

  /** Whether what one has signed the other finds right. */
  private static boolean belongTogether(PrivateKey key, PublicKey other) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    try {
      byte[] text = {1, 2, 3};
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(text);
      Signature checking = Signature.getInstance(algorithm);
      checking.initVerify(other);
      checking.update(text);
      return checking.verify(signing.sign());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static IllegalArgumentException unusable(Object file, String reason) {
    return new IllegalArgumentException("%s: %s".formatted(file, reason));
  }
}
