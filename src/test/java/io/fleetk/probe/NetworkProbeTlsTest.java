package io.fleetk.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fleetk.probe.Probe.Outcome;
import io.fleetk.unit.Readiness;
import io.fleetk.unit.ReadyCheck;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS with and without {@code ReadyCA=}, against a real server. */
@Timeout(60)
class NetworkProbeTlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir static Path folder;
  private static Certificate certificate;
  private static HttpsServer server;

  @BeforeAll
  static void startServer() throws Exception {
    certificate = Certificate.make(folder, "apiserver", "ip:127.0.0.1");
    server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
  }

  @AfterAll
  static void stopServer() {
    server.stop(0);
  }

  private static Outcome get(String host, Optional<String> caFile) {
    var check = new ReadyCheck.Http("https", host, server.getAddress().getPort(), "/readyz");
    return new NetworkProbe()
        .probe(
            UnitName.of("a.service"),
            "127.0.0.1",
            check,
            new Readiness(List.of(check), PATIENCE, PATIENCE, 1, caFile));
  }

  private static Outcome get(String host, Path caFile) {
    return get(host, Optional.of(caFile.toString()));
  }

  @Test
  void believesAnyoneWithoutReadyCa() {
    assertThat(get("", Optional.empty()))
        .returns(true, Outcome::holds)
        .extracting(Outcome::reason)
        .asString()
        .endsWith("HTTP 200");
    assertThat(get("localhost", Optional.empty()).holds()).isTrue();
  }

  @Test
  void believesWhomReadyCaNames() {
    assertThat(get("", certificate.pem()).holds()).isTrue();
  }

  @Test
  void believesNobodyElse() throws Exception {
    Certificate other = Certificate.make(folder, "other", "ip:127.0.0.1");

    assertThat(get("", other.pem()))
        .returns(false, Outcome::holds)
        .extracting(Outcome::reason)
        .asString()
        .contains(": TLS: unable to find valid certification path");
  }

  @Test
  void wantsTheNameToBeTheServersOwn() {
    assertThat(get("localhost", certificate.pem()))
        .returns(false, Outcome::holds)
        .extracting(Outcome::reason)
        .asString()
        .endsWith(": TLS: Hostname localhost not verified");
  }

  @Test
  void saysWhichFileItCannotUse() throws Exception {
    Path gone = folder.resolve("gone.pem");
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path junk = Files.writeString(folder.resolve("junk.pem"), "-----BEGIN CERTIFICATE-----\nx\n");

    assertThat(get("", gone).reason()).contains("cannot read ReadyCA=" + gone);
    assertThat(get("", empty).reason()).contains("ReadyCA=" + empty).contains("no certificate");
    assertThat(get("", junk).reason()).contains("ReadyCA=" + junk);
  }

  @Test
  void aServerThatSpeaksPlainHttpIsNoTlsServer() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.startVirtualThread(() -> answerPlainly(plain));
      var check = new ReadyCheck.Http("https", "", plain.getLocalPort(), "/");
      var readiness = new Readiness(List.of(), PATIENCE, PATIENCE, 1, Optional.empty());

      Outcome outcome =
          new NetworkProbe().probe(UnitName.of("a.service"), "127.0.0.1", check, readiness);

      assertThat(outcome.reason()).contains(": TLS: ");
    }
  }

  private static void answerPlainly(ServerSocket server) {
    try (Socket connection = server.accept()) {
      connection.getInputStream().read();
      connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      connection.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
