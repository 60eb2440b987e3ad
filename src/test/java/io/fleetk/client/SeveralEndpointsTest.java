package io.fleetk.client;

import static io.fleetk.client.CannedServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fleetk.api.ApiServer;
import io.fleetk.api.ListenOn;
import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.MemoryFleet;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fleet with several endpoints, and how long one is waited for. */
class SeveralEndpointsTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path directory;

  private static HttpFleet fleet(Endpoint... endpoints) {
    return new HttpFleet(List.of(endpoints), Optional.empty(), ClientTls.SYSTEM, Patience.USUAL);
  }

  private static HttpFleet hurried(Endpoint endpoint) {
    return new HttpFleet(
        List.of(endpoint), Optional.empty(), ClientTls.SYSTEM, Patience.within(SHORT));
  }

  private static CannedServer fleetServer() throws IOException {
    return new CannedServer(
        request ->
            ok(
                "application/json",
                request.startsWith("GET /fleetk/v1/view")
                    ? "{\"revision\":1,\"units\":[],\"states\":[],\"machines\":[]}"
                    : "{\"version\":\"1\"}"));
  }

  private static Endpoint closed() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Endpoint.parse("http://127.0.0.1:" + free.getLocalPort());
    }
  }

  @Test
  void asksTheNextWhenOneTakesNoConnection() throws IOException {
    Endpoint noSocket = Endpoint.ofSocket(directory.resolve("none.sock"));
    Endpoint noHost = Endpoint.parse("http://no-such-host.invalid");
    try (CannedServer server = fleetServer();
        HttpFleet fleet = fleet(closed(), noSocket, noHost, server.endpoint())) {
      assertThat(fleet.view().units()).isEmpty();
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void keepsToTheFirstThatAnswers() throws IOException {
    try (CannedServer first = fleetServer();
        CannedServer second = fleetServer();
        HttpFleet fleet = fleet(first.endpoint(), second.endpoint())) {
      fleet.view();
      fleet.view();

      assertThat(first.requests()).hasSize(3);
      assertThat(second.requests()).isEmpty();
    }
  }

  @Test
  void goesOnWithAnotherWhenTheOneInUseGoesAway() throws IOException {
    CannedServer first = fleetServer();
    try (CannedServer second = fleetServer();
        HttpFleet fleet = fleet(first.endpoint(), second.endpoint())) {
      fleet.view();
      first.close();

      // A connection that it took at its last moment is an error: what was asked may have got
      // there.
      await()
          .ignoreExceptionsInstanceOf(FleetUnreachableException.class)
          .untilAsserted(() -> assertThat(fleet.view().units()).isEmpty());
      assertThat(second.requests()).hasSize(1);
    } finally {
      first.close();
    }
  }

  @Test
  void neverMakesARequestTwiceThatMayHaveGotThere() throws IOException {
    try (CannedServer first =
            new CannedServer(request -> "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{");
        CannedServer second = fleetServer();
        HttpFleet fleet = fleet(first.endpoint(), second.endpoint())) {
      assertThatThrownBy(
              () -> fleet.setDesiredState(UnitName.of("a.service"), DesiredState.LAUNCHED))
          .isInstanceOf(FleetUnreachableException.class)
          .hasMessageContaining("broke off its answer");

      assertThat(second.requests()).isEmpty();
    }
  }

  @Test
  void tellsOfAllWhenNoneAnswers() throws IOException {
    Endpoint one = closed();
    Endpoint other = Endpoint.parse("http://no-such-host.invalid:1");
    try (HttpFleet fleet = fleet(one, other)) {
      assertThatThrownBy(fleet::view)
          .isInstanceOf(FleetUnreachableException.class)
          .hasMessageStartingWith(
              "no fleet at any of 2 endpoints (%s: failed to connect to".formatted(one))
          .hasMessageEndingWith(
              "; http://no-such-host.invalid:1: the host no-such-host.invalid is not known):"
                  + " start the fleet, or name another endpoint");
    }
  }

  @Test
  void takesCertificatesWhenOneOfThemDoes() {
    ClientTls tls = new ClientTls(Optional.of(directory), Optional.empty(), Optional.empty());
    List<Endpoint> plain =
        Stream.of("http://a", "unix:///b.sock", "file:///c.sock").map(Endpoint::parse).toList();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HttpFleet(plain, Optional.empty(), tls, Patience.USUAL))
        .withMessage("certificates are for an https:// endpoint, and http://a is not");
  }

  @Test
  void waitsForARequestAsLongAsItIsTold() throws IOException {
    try (CannedServer silent = new CannedServer(request -> "");
        HttpFleet fleet = hurried(silent.endpoint())) {
      assertThatThrownBy(fleet::view)
          .isInstanceOf(FleetUnreachableException.class)
          .hasMessageContaining("does not answer GET /fleetk/v1 (waited 300 ms)");
    }
  }

  @Test
  void followsEventsLongerThanARequestMayTake() throws IOException {
    Path socket = directory.resolve("fleet.sock");
    MemoryFleet memory = new MemoryFleet();
    try (ApiServer server = new ApiServer(memory, ListenOn.socket(socket))) {
      server.start();
      // Long enough to get through on a busy machine, and shorter than what is waited below.
      Patience patience = Patience.within(Duration.ofSeconds(2));
      try (HttpFleet fleet =
              new HttpFleet(
                  List.of(Endpoint.ofSocket(socket)),
                  Optional.empty(),
                  ClientTls.SYSTEM,
                  patience);
          EventStream events = fleet.extensions().orElseThrow().events(fleet.view().revision())) {
        assertThat(events.next(patience.whole().plusMillis(500))).isEmpty();
        memory.machine("6f9c2d10".repeat(4), "10.0.0.7", Map.of());
        assertThat(events.next(Duration.ofSeconds(20))).isNotEmpty();
      }
    }
  }
}
