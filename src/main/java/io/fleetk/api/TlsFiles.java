package io.fleetk.api;

import static java.util.Objects.requireNonNull;

import io.fleetk.tls.Handshake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The certificates of an API where both sides show one, in PEM files.
 *
 * @param authority whose signature a caller's certificate needs
 * @param certificate the server's certificate, with those between it and its authority after it
 * @param key the private key to it
 */
public record TlsFiles(Path authority, Path certificate, Path key) {
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
    try {
      return Handshake.of(Optional.of(authority), Optional.of(certificate), Optional.of(key))
          .sslContext();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
