package io.fleetk.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.api.ApiServer;
import io.fleetk.api.ListenOn;
import io.fleetk.api.ListenOn.Place;
import io.fleetk.api.TlsFiles;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.MemoryFleet;
import io.fleetk.store.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client and the real API where both show a certificate. */
class HttpsTest {
  @TempDir private static Path directory;
  private static TestCertificates certificates;
  private static ApiServer server;

  @BeforeAll
  static void serve() throws IOException {
    certificates = new TestCertificates(directory).with("fleetk").with("ann");
    var files =
        new TlsFiles(
            certificates.authority(),
            certificates.certificate("fleetk"),
            traditional(certificates.key("fleetk")));
    server =
        new ApiServer(
            new MemoryFleet(),
            new ListenOn(
                List.of(
                    new Place.Tcp(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.of(files)))));
    server.start();
  }

  @AfterAll
  static void close() {
    if (server != null) {
      server.close();
    }
  }

  /** The same key in the older form that openssl writes (SEC1). */
  private static Path traditional(Path key) throws IOException {
    Path older = directory.resolve(key.getFileName() + ".sec1");
    Process openssl =
        new ProcessBuilder(
                "openssl", "pkey", "-in", key.toString(), "-traditional", "-out", older.toString())
            .inheritIO()
            .start();
    try {
      assertThat(openssl.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(Files.readString(older)).startsWith("-----BEGIN EC PRIVATE KEY-----");
    return older;
  }

  private static HttpFleet fleet(
      Optional<Path> authority, Optional<Path> certificate, Optional<Path> key) {
    return new HttpFleet(
        Endpoint.parse("https://127.0.0.1:" + server.port().orElseThrow()),
        new ClientTls(authority, certificate, key));
  }

  private static Optional<Path> authority() {
    return Optional.of(certificates.authority());
  }

  private static Optional<Path> ann() {
    return Optional.of(certificates.certificate("ann"));
  }

  @Test
  void showsACertificate() throws IOException {
    Path key = certificates.key("ann");
    try (HttpFleet modern = fleet(authority(), ann(), Optional.of(key));
        HttpFleet older = fleet(authority(), ann(), Optional.of(traditional(key)))) {
      assertThat(modern.view().units()).isEmpty();
      assertThat(older.view().units()).isEmpty();
    }
  }

  @Test
  void isNotLetInWithoutACertificate() {
    try (HttpFleet nobody = fleet(authority(), Optional.empty(), Optional.empty())) {
      assertThatThrownBy(nobody::view)
          .isInstanceOf(FleetUnreachableException.class)
          .hasMessageContaining("certificate")
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void doesNotTrustAServerOfAnotherAuthority() {
    try (HttpFleet strict = fleet(Optional.empty(), Optional.empty(), Optional.empty())) {
      assertThatThrownBy(strict::view)
          .isInstanceOf(FleetUnreachableException.class)
          .hasMessageContaining("--ca-file")
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void namesTheFileThatCannotBeUsed() throws IOException {
    Path missing = directory.resolve("missing.pem");
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> fleet(Optional.of(missing), Optional.empty(), Optional.empty()))
        .withMessage(missing + ": there is no such file");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fleet(authority(), ann(), Optional.of(empty)))
        .withMessage(empty + ": it has no private key in it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fleet(authority(), ann(), Optional.of(certificates.key("fleetk"))))
        .withMessage(
            "%s: it is not the key to the certificate in %s"
                .formatted(certificates.key("fleetk"), certificates.certificate("ann")));
  }

  @Test
  void refusesCertificatesForAnEndpointThatHasNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new HttpFleet(
                    Endpoint.parse("http://127.0.0.1:1"),
                    new ClientTls(authority(), Optional.empty(), Optional.empty())))
        .withMessage("certificates are for an https:// endpoint, and http://127.0.0.1:1 is not");
  }
}
