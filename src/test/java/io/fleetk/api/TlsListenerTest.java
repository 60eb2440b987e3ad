package io.fleetk.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.api.ListenOn.Place;
import io.fleetk.fleet.MemoryFleet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsListenerTest {
  @TempDir private Path folder;

  private final HeldCertificate authority =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private ApiServer server;

  @BeforeEach
  void start() throws IOException {
    writeServerCertificate("first");
    Files.writeString(folder.resolve("ca"), authority.certificatePem());
    TlsFiles files =
        new TlsFiles(folder.resolve("ca"), folder.resolve("cert"), folder.resolve("key"));
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server =
        new ApiServer(
            new MemoryFleet(), new ListenOn(List.of(new Place.Tcp(address, Optional.of(files)))));
    server.start();
  }

  @AfterEach
  void end() {
    server.close();
  }

  private void writeServerCertificate(String name) throws IOException {
    HeldCertificate own =
        new HeldCertificate.Builder()
            .commonName(name)
            .addSubjectAlternativeName("127.0.0.1")
            .signedBy(authority)
            .build();
    Files.writeString(folder.resolve("cert"), own.certificatePem());
    Files.writeString(folder.resolve("key"), own.privateKeyPkcs8Pem());
  }

  /** Asks as somebody who shows a certificate, or none; gives the server's name and the status. */
  private String ask(Optional<HeldCertificate> shown) throws IOException {
    var certificates =
        new HandshakeCertificates.Builder().addTrustedCertificate(authority.certificate());
    shown.ifPresent(certificates::heldCertificate);
    HandshakeCertificates mine = certificates.build();
    OkHttpClient client =
        new OkHttpClient.Builder()
            .sslSocketFactory(mine.sslSocketFactory(), mine.trustManager())
            .build();
    Request request =
        new Request.Builder()
            .url("https://127.0.0.1:%d/fleet/v1/units".formatted(server.port().orElseThrow()))
            .build();
    try (Response response = client.newCall(request).execute()) {
      return response.handshake().peerPrincipal().getName() + " " + response.code();
    } finally {
      client.connectionPool().evictAll();
    }
  }

  private Optional<HeldCertificate> signedBy(HeldCertificate signer) {
    return Optional.of(new HeldCertificate.Builder().signedBy(signer).build());
  }

  @Test
  void answersWhoShowsACertificateOfTheAuthority() throws IOException {
    assertThat(ask(signedBy(authority))).isEqualTo("CN=first 200");
  }

  @Test
  void answersNobodyElse() {
    HeldCertificate another = new HeldCertificate.Builder().certificateAuthority(0).build();

    assertThatThrownBy(() -> ask(Optional.empty())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ask(signedBy(another))).isInstanceOf(IOException.class);
  }

  @Test
  void takesARenewedCertificateWithoutANewSocket() throws IOException {
    writeServerCertificate("second");

    server.reloadCertificates();

    assertThat(ask(signedBy(authority))).isEqualTo("CN=second 200");
  }

  @Test
  void goesOnWithWhatItHasWhenTheRenewedOneIsUseless() throws IOException {
    Files.writeString(folder.resolve("key"), "none");

    assertThatThrownBy(server::reloadCertificates).hasMessageContaining("key");

    assertThat(ask(signedBy(authority))).isEqualTo("CN=first 200");
  }
}
