package io.fleetk.client;

import static java.util.Objects.requireNonNull;

import io.fleetk.tls.Handshake;
import java.nio.file.Path;
import java.util.Optional;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;

/**
 * What an {@code https} connection trusts and shows, as PEM files.
 *
 * @param authority the certificates that the server's is signed by; those that Java trusts when
 *     empty
 * @param certificate the client's certificate, with those between it and its authority after it
 * @param key its private key
 */
public record ClientTls(Optional<Path> authority, Optional<Path> certificate, Optional<Path> key) {
  /** Trusts what Java trusts and shows no certificate. */
  public static final ClientTls SYSTEM =
      new ClientTls(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Three files.
   *
   * @throws IllegalArgumentException when there is a certificate without a key, or the reverse
   */
  public ClientTls {
    requireNonNull(authority);
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "a client certificate and its key go together: the %s is missing"
              .formatted(key.isPresent() ? "certificate" : "key"));
    }
  }

  /**
   * Has a client's connections made with these.
   *
   * @throws IllegalArgumentException when a file cannot be used, with its path and the reason
   */
  void configure(OkHttpClient.Builder client) {
    if (!equals(SYSTEM)) {
      HandshakeCertificates handshake = Handshake.of(authority, certificate, key);
      client.sslSocketFactory(handshake.sslSocketFactory(), handshake.trustManager());
    }
  }
}
