package io.fleetk.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fleetk.probe.Probe.Outcome;
import io.fleetk.unit.Readiness;
import io.fleetk.unit.ReadyCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The network probe against real servers on the loopback interface. */
@Timeout(30)
class NetworkProbeTest extends ProbeContract {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(300);

  /** What a server that the test scripts does with a connection. */
  private interface Conversation {
    void hold(Socket connection) throws IOException;
  }

  private final NetworkProbe probe = new NetworkProbe();
  private final AtomicInteger status = new AtomicInteger(200);
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.createContext("/", exchange -> answer(exchange, status.get()));
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private void redirect(String path, String location) {
    server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Location", location);
          answer(exchange, 302);
        });
  }

  @Override
  void serve() {
    status.set(200);
  }

  @Override
  void fallIll() {
    status.set(500);
  }

  @Override
  void vanish() {
    server.stop(0);
  }

  @Override
  Probe probe() {
    return probe;
  }

  @Override
  int port() {
    return server.getAddress().getPort();
  }

  private Outcome get(String path) {
    return get("127.0.0.1", port(), path, PATIENCE);
  }

  private Outcome get(String address, int port, String path, Duration patience) {
    return probe.probe(
        UNIT, address, new ReadyCheck.Http("http", "", port, path), within(patience));
  }

  /** Has a server of one connection say something, and asks it. */
  private Outcome asking(Conversation conversation, Duration patience) throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread thread =
          Thread.startVirtualThread(
              () -> {
                try (Socket connection = socket.accept()) {
                  conversation.hold(connection);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      Outcome outcome = get("127.0.0.1", socket.getLocalPort(), "/", patience);
      thread.join(PATIENCE);
      return outcome;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, true",
    "204, true",
    "304, true",
    "302, true",
    "399, true",
    "400, false",
    "401, false",
    "404, false",
    "503, false"
  })
  void aStatusOf200To399Counts(int answered, boolean holds) {
    status.set(answered);

    Outcome outcome = get("/healthz");

    assertThat(outcome.holds()).isEqualTo(holds);
    assertThat(outcome.reason()).endsWith(": HTTP " + answered);
  }

  @Test
  void asksForThePathWithItsQuery() {
    var asked = new AtomicReference<String>();
    server.createContext(
        "/livez",
        exchange -> {
          asked.set(exchange.getRequestURI().toString());
          answer(exchange, 200);
        });

    get("/livez?exclude=etcd&verbose");

    assertThat(asked).hasValue("/livez?exclude=etcd&verbose");
  }

  @Test
  void followsARedirectOnTheSameHost() {
    redirect("/old", "/new");
    server.createContext("/new", exchange -> answer(exchange, 404));

    assertThat(get("/old").reason()).endsWith(": HTTP 404");
  }

  @Test
  void doesNotFollowARedirectToAnotherHost() {
    redirect("/away", "http://elsewhere.invalid/");

    assertThat(get("/away").reason()).endsWith(": HTTP 302");
    assertThat(get("/away").holds()).isTrue();
  }

  @Test
  void doesNotGoInCirclesForEver() {
    redirect("/round", "/round");

    assertThat(get("/round"))
        .returns(false, Outcome::holds)
        .extracting(Outcome::reason)
        .asString()
        .endsWith(": more than 10 redirects");
  }

  @Test
  void aServerThatHangsIsGivenUp() throws Exception {
    Outcome outcome =
        asking(connection -> connection.getInputStream().readAllBytes(), Duration.ofMillis(300));

    assertThat(outcome.holds()).isFalse();
    assertThat(outcome.reason()).endsWith(": no answer within 300 ms");
  }

  @Test
  void aServerThatHangsUpSaidNothing() throws Exception {
    Outcome outcome = asking(connection -> connection.getInputStream().read(), PATIENCE);

    assertThat(outcome.reason()).endsWith(": connection closed without an answer");
  }

  @Test
  void whatIsNoHttpIsSaid() throws Exception {
    Outcome outcome =
        asking(
            connection -> {
              connection.getInputStream().read();
              connection.getOutputStream().write("SSH-2.0-OpenSSH\r\n\r\n".getBytes(US_ASCII));
            },
            PATIENCE);

    assertThat(outcome.holds()).isFalse();
    assertThat(outcome.reason()).endsWith(": Unexpected status line: SSH-2.0-OpenSSH");
  }

  @Test
  void doesNotWaitForABodyThatNeverEnds() throws Exception {
    Outcome outcome =
        asking(
            connection -> {
              connection.getInputStream().read();
              connection
                  .getOutputStream()
                  .write("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\nx".getBytes(US_ASCII));
              connection.getInputStream().readAllBytes();
            },
            PATIENCE);

    assertThat(outcome.holds()).isTrue();
  }

  @Test
  void reachesIpv6() throws IOException {
    HttpServer six = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0), 0);
    six.createContext("/", exchange -> answer(exchange, 200));
    six.start();
    try {
      int port = six.getAddress().getPort();
      assertThat(get("::1", port, "/", PATIENCE).holds()).isTrue();
      assertThat(probe.probe(UNIT, "::1", new ReadyCheck.Tcp("", port), within(PATIENCE)).holds())
          .isTrue();
    } finally {
      six.stop(0);
    }
  }

  @Test
  void aHostOfItsOwnIsAskedInsteadOfTheMachine() {
    var check = new ReadyCheck.Http("http", "localhost", port(), "/");

    assertThat(probe.probe(UNIT, "192.0.2.1", check, within(PATIENCE)).holds()).isTrue();
  }

  @Test
  void aHostThatIsNotThereIsNamed() {
    var check = new ReadyCheck.Tcp("nowhere.invalid", 1);

    assertThat(probe.probe(UNIT, "127.0.0.1", check, within(PATIENCE)).reason())
        .endsWith(": no such host: 'nowhere.invalid'");
  }

  @Test
  void aMachineWithoutAnAddressIsNotTakenForThisOne() {
    assertThat(get("", port(), "/", PATIENCE).reason()).endsWith(": the machine has no address");
    assertThat(probe.probe(UNIT, "", new ReadyCheck.Tcp("", port()), within(PATIENCE)).reason())
        .endsWith(": the machine has no address");
  }

  @Test
  void neverThrows() {
    assertThat(get("", 80, "/", PATIENCE).holds()).isFalse();
    assertThat(get("a b", 80, "/", PATIENCE).holds()).isFalse();
    assertThat(get("127.0.0.1", 70_000, "/", PATIENCE).holds()).isFalse();
    assertThat(get("127.0.0.1", port(), "/a b", PATIENCE).reason()).doesNotContain("\n");
    assertThat(get("127.0.0.1", port(), "/", Duration.ZERO).holds()).isFalse();
  }

  @Test
  void saysWhatOnlyTheMachineCanTell() {
    for (ReadyCheck check :
        List.of(new ReadyCheck.Exec("/bin/true"), new ReadyCheck.FileExists("/etc/passwd"))) {
      assertThat(probe.probe(UNIT, "127.0.0.1", check, within(PATIENCE)))
          .returns(false, Outcome::holds)
          .extracting(Outcome::reason)
          .asString()
          .startsWith(check.option() + " " + check)
          .endsWith(": only the machine itself can tell");
    }
  }

  @Test
  void readsNoCertificatesForPlainHttp() {
    Readiness readiness =
        new Readiness(List.of(), PATIENCE, PATIENCE, 1, Optional.of("/does/not/exist"));

    assertThat(
            probe
                .probe(UNIT, "127.0.0.1", new ReadyCheck.Http("http", "", port(), "/"), readiness)
                .holds())
        .isTrue();
  }

  @Test
  void tellsWhatItReachedFromWhatItCouldNot() throws Exception {
    assertThat(get("/").reached()).isTrue();
    assertThat(asking(connection -> connection.getInputStream().readAllBytes(), SHORT).reached())
        .as("connected, then silence")
        .isTrue();
    ReadyCheck file = new ReadyCheck.FileExists("/run/up");
    assertThat(probe.probe(UNIT, "127.0.0.1", file, within(PATIENCE)).reached()).isFalse();
    assertThat(get("nowhere.invalid", 80, "/", PATIENCE).reached()).isFalse();
    assertThat(get("", 80, "/", PATIENCE).reached()).isFalse();
  }
}
