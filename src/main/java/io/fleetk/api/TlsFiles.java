package io.fleetk.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import okhttp3.tls.Certificates;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * The certificates of an API where both sides show one, in PEM files.
 *
 * @param authority whose signature a caller's certificate needs
 * @param certificate the server's certificate, with those between it and its authority after it
 * @param key the private key to it, PKCS #8
 */
public record TlsFiles(Path authority, Path certificate, Path key) {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----", Pattern.DOTALL);

  /** Three files. */
  public TlsFiles {
    requireNonNull(authority);
    requireNonNull(certificate);
    requireNonNull(key);
  }

  /**
   * What Jetty makes its connections with.
   *
   * @throws IOException when a file cannot be read, or is not what it should be
   */
  SSLContext context() throws IOException {
    List<X509Certificate> chain = certificates(certificate);
    var certificates = new HandshakeCertificates.Builder();
    certificates.heldCertificate(
        held(chain.getFirst()), chain.subList(1, chain.size()).toArray(X509Certificate[]::new));
    certificates(authority).forEach(certificates::addTrustedCertificate);
    return certificates.build().sslContext();
  }

  private HeldCertificate held(X509Certificate own) throws IOException {
    Matcher pkcs8 = PKCS8.matcher(Files.readString(key, UTF_8));
    if (!pkcs8.find()) {
      throw new IOException(
          "%s holds no PKCS #8 key; convert it with: openssl pkcs8 -topk8 -nodes".formatted(key));
    }
    try {
      return HeldCertificate.decode(pkcs8.group() + "\n" + Certificates.certificatePem(own));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s and %s are no key and certificate: %s".formatted(key, certificate, e.getMessage()),
          e);
    }
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    try (var pem = new ByteArrayInputStream(Files.readAllBytes(file))) {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (found.isEmpty()) {
        throw new IOException(file + " holds no certificate");
      }
      return found;
    } catch (GeneralSecurityException e) {
      throw new IOException("%s holds no certificates: %s".formatted(file, e.getMessage()), e);
    }
  }
}
