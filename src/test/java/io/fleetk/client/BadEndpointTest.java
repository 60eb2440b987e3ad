package io.fleetk.client;

import static io.fleetk.client.CannedServer.ok;
import static io.fleetk.client.CannedServer.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fleetk.api.ApiServer;
import io.fleetk.api.ListenOn;
import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.MemoryFleet;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an endpoint does, the client says in one line what it is and what to do next. */
class BadEndpointTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path directory;

  private static String complaint(Endpoint endpoint) {
    try (HttpFleet fleet = new HttpFleet(endpoint, SHORT)) {
      String message =
          catchThrowableOfType(FleetUnreachableException.class, fleet::view).getMessage();
      assertThat(message).contains(endpoint.toString()).hasLineCount(1);
      return message;
    }
  }

  private static String complaint(UnaryOperator<String> answer) throws IOException {
    try (CannedServer server = new CannedServer(answer)) {
      return complaint(server.endpoint());
    }
  }

  @Test
  void refusesConnections() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThat(complaint(Endpoint.parse("http://127.0.0.1:" + port)))
        .startsWith("no fleet at http://127.0.0.1:" + port + ": ")
        .contains("failed to connect")
        .endsWith("; start the fleet, or name another endpoint");
  }

  @Test
  void hangs() throws IOException {
    assertThat(complaint(request -> ""))
        .contains("does not answer GET /fleetk/v1 (waited 300 ms)")
        .endsWith("then try again");
  }

  @Test
  void answersHtml() throws IOException {
    assertThat(complaint(request -> ok("text/html", "<html>It works!</html>")))
        .contains("answered GET /fleetk/v1 with text/html that is no fleet's answer")
        .endsWith("check that this endpoint is a fleet's API");
  }

  @Test
  void answersHtmlWhereThereIsNothing() throws IOException {
    assertThat(complaint(request -> status("404 Not Found", "text/html", "<h1>404</h1>")))
        .contains("answers, but not as a fleet does (GET /fleet/v1/units is answered with 404");
  }

  @Test
  void answersHalfAJson() throws IOException {
    assertThat(complaint(request -> ok("application/json", "{\"version\":\"1")))
        .contains("answered GET /fleetk/v1 with application/json that is no fleet's answer");
  }

  @Test
  void breaksOffInTheMiddle() throws IOException {
    assertThat(
            complaint(
                request ->
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"vers"))
        .contains("broke off its answer to GET /fleetk/v1");
  }

  @Test
  void answersWithoutSense() throws IOException {
    assertThat(
            complaint(
                request ->
                    ok(
                        "application/json",
                        request.startsWith("GET /fleetk/v1/view")
                            ? "{\"units\":[{\"name\":\"../x\"}]}"
                            : "{\"version\":\"1\"}")))
        .contains("answered GET /fleetk/v1/view with application/json that is no fleet's answer");
  }

  @Test
  void speaksSomethingElse() throws IOException {
    assertThat(complaint(request -> "220 mail.example ESMTP\r\n"))
        .contains("does not speak HTTP")
        .contains("https://");
  }

  @Test
  void wantsNoTls() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var connection = plain.accept()) {
                      connection
                          .getOutputStream()
                          .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                      connection.getInputStream().readAllBytes();
                    } catch (IOException e) {
                      // The client has seen enough.
                    }
                  });
      assertThat(complaint(Endpoint.parse("https://127.0.0.1:" + plain.getLocalPort())))
          .startsWith("no TLS with https://127.0.0.1:")
          .contains("use http://");
      server.interrupt();
    }
  }

  @Test
  void isUnknownToTheDns() {
    assertThat(complaint(Endpoint.parse("http://no-such-host.invalid:1234")))
        .isEqualTo(
            "no fleet at http://no-such-host.invalid:1234: the host no-such-host.invalid is not known; check its spelling, or the DNS");
  }

  @Test
  void redirects() throws IOException {
    assertThat(
            complaint(
                request ->
                    "HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
        .contains("is answered with 302");
  }

  @Test
  void hasLostItsStore() throws IOException {
    assertThat(
            complaint(
                request ->
                    status(
                        "503 Service Unavailable",
                        "application/json",
                        "{\"error\":{\"code\":503,\"message\":\"fleet server unable to\\ncommunicate with etcd\"}}")))
        .contains("cannot answer now")
        .contains("503, fleet server unable to communicate with etcd");
  }

  @Test
  void hasNoSuchSocket() {
    Endpoint endpoint = Endpoint.ofSocket(directory.resolve("none.sock"));

    assertThat(complaint(endpoint)).contains("there is no such socket");
  }

  @Test
  void isAFileThatIsNoSocket() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThat(complaint(Endpoint.ofSocket(file))).contains(file.toString());
  }

  @Test
  void isAskedAgainOnceItAnswers() throws IOException {
    Path socket = directory.resolve("fleet.sock");
    try (HttpFleet fleet = new HttpFleet(Endpoint.ofSocket(socket))) {
      assertThatThrownBy(fleet::view).isInstanceOf(FleetUnreachableException.class);
      try (ApiServer server = new ApiServer(new MemoryFleet(), ListenOn.socket(socket))) {
        server.start();

        assertThat(fleet.view().units()).isEmpty();
      }
      assertThatThrownBy(fleet::view).isInstanceOf(FleetUnreachableException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesAUnitOfTenMegabytesInItsOwnWords(boolean overTcp) throws IOException {
    Path socket = directory.resolve("fleet.sock");
    try (ApiServer server =
        new ApiServer(
            new MemoryFleet(),
            ListenOn.both(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), socket))) {
      server.start();
      Endpoint endpoint =
          overTcp
              ? Endpoint.parse("http://127.0.0.1:" + server.port().orElseThrow())
              : Endpoint.ofSocket(socket);
      try (HttpFleet fleet = new HttpFleet(endpoint)) {
        UnitContent content =
            new UnitContent(
                new UnitFile(List.of(new UnitOption("Service", "ExecStart", "/bin/a"))),
                List.of(new CarriedFile("/etc/a", 0644, "x".repeat(10 * 1024 * 1024))));
        UnitSubmission submission =
            new UnitSubmission(
                UnitName.of("big.service"), content, DesiredState.LAUNCHED, Optional.empty(), true);

        assertThatThrownBy(() -> fleet.put(submission))
            .isInstanceOf(FleetRefusedException.class)
            .hasMessage("big.service: request body too large: the limit is 1048576 bytes");
        assertThat(fleet.view().units()).isEmpty();
      }
    }
  }

  // Events

  private static String stream(String events) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        + events;
  }

  private static CannedServer streaming(String answer) throws IOException {
    return new CannedServer(
        request ->
            request.startsWith("GET /fleetk/v1/events")
                ? answer
                : ok("application/json", "{\"version\":\"1\"}"));
  }

  @Test
  void endsItsEventsWithoutAWord() throws IOException {
    try (CannedServer server =
            streaming(
                stream(
                    ": hello\n\nid: 9\r\nevent: machine-removed\ndata: {\"revision\":9,\ndata: \"machineID\":\"m\"}\n\nevent: news\ndata: {}\n\nevent: unit-destroyed\ndata: {\"rev"));
        HttpFleet fleet = new HttpFleet(server.endpoint());
        EventStream events = fleet.extensions().orElseThrow().events(8)) {
      assertThat(events.next(Duration.ofSeconds(5)))
          .singleElement()
          .satisfies(event -> assertThat(event.revision()).isEqualTo(9));
      assertThatThrownBy(() -> events.next(Duration.ofSeconds(5)))
          .isInstanceOf(FleetUnreachableException.class)
          .hasMessageContaining(server.endpoint().toString());
      assertThatThrownBy(() -> events.next(Duration.ofSeconds(5)))
          .as("and it stays so")
          .isInstanceOf(FleetUnreachableException.class);
      assertThat(server.requests())
          .anyMatch(asked -> asked.startsWith("GET /fleetk/v1/events?after=8 "));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'event: lost\ndata: {\"error\":{\"code\":410,\"message\":\"compacted\"}}\n\n', compacted",
  })
  void hasLostEvents(String events, String message) throws IOException {
    try (CannedServer server = streaming(stream(events));
        HttpFleet fleet = new HttpFleet(server.endpoint());
        EventStream stream = fleet.extensions().orElseThrow().events(8)) {
      assertThatThrownBy(() -> stream.next(Duration.ofSeconds(5)))
          .isInstanceOf(EventsLostException.class)
          .hasMessage(message);
    }
  }

  @Test
  void hasForgottenTheRevision() throws IOException {
    String gone =
        status(
            "410 Gone", "application/json", "{\"error\":{\"code\":410,\"message\":\"long gone\"}}");
    try (CannedServer server = streaming(gone);
        HttpFleet fleet = new HttpFleet(server.endpoint())) {
      assertThatThrownBy(() -> fleet.extensions().orElseThrow().events(8))
          .isInstanceOf(EventsLostException.class)
          .hasMessage("long gone");
    }
  }

  @Test
  void sendsEventsThatMakeNoSense() throws IOException {
    try (CannedServer server = streaming(stream("event: unit-changed\ndata: {}\n\n"));
        HttpFleet fleet = new HttpFleet(server.endpoint());
        EventStream stream = fleet.extensions().orElseThrow().events(8)) {
      assertThatThrownBy(() -> stream.next(Duration.ofSeconds(5)))
          .isInstanceOf(FleetUnreachableException.class)
          .hasMessageContaining("an event that makes no sense");
    }
  }

  // Endpoints that are none

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost:49153",
        "/var/run/fleet.sock",
        "ftp://host",
        "http://",
        "http://host/fleet/v1",
        "http://user@host",
        "http://host:port",
        "unix://fleet.sock",
        "unix:///",
        "http://a b",
      })
  void isNoEndpoint(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("endpoint \"" + text + "\"")
        .hasMessageContaining("unix:///PATH");
  }
}
