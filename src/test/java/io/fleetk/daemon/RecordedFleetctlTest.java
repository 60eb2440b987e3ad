package io.fleetk.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.e2e.Recording;
import io.fleetk.e2e.Recording.Exchange;
import io.fleetk.e2e.Recording.Session;
import io.fleetk.systemd.Behaviour;
import io.fleetk.time.SystemTimeline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a whole fleet what fleetctl once asked fleetd, in the same order, and wants what fleetd
 * answered. What takes a fleet its time is asked until it is so, as fleetctl does.
 */
class RecordedFleetctlTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Behaviour QUICK =
      new Behaviour(
          Duration.ofMillis(10),
          Duration.ofMillis(10),
          Duration.ofMillis(10),
          RandomGenerator.getDefault());

  /** The machines that fleetd was recorded on. */
  private static final DevConfiguration MACHINES =
      new DevConfiguration(
          List.of(
              new DevConfiguration.Spec(
                  "m1",
                  "0000000000000000000000000000abc1",
                  "10.0.0.11",
                  Map.of("name", "m1", "role", "master")),
              new DevConfiguration.Spec(
                  "m2",
                  "0000000000000000000000000000abc2",
                  "10.0.0.12",
                  Map.of("name", "m2", "role", "node"))),
          0,
          Duration.ofMinutes(5));

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void answersFleetctlAsFleetdDoes() throws Exception {
    try (DevFleet fleet = DevFleet.start(MACHINES, folder, new SystemTimeline(), QUICK)) {
      await().until(() -> fleet.fleet().view().present().size() == 2);
      String endpoint = fleet.state().endpoint();

      for (Session session : Recording.read("fleetctl.txt").sessions()) {
        for (Exchange exchange : session.exchanges()) {
          String what = session.command() + ": " + exchange;
          if (exchange.method().equals("GET")) {
            await(what)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .pollInSameThread()
                .untilAsserted(() -> assertAnswered(what, exchange, ask(endpoint, exchange)));
          } else {
            assertAnswered(what, exchange, ask(endpoint, exchange));
          }
        }
      }
    }
  }

  private HttpResponse<String> ask(String endpoint, Exchange exchange)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint + exchange.path()))
            .header("User-Agent", "google-api-go-client/0.5")
            .method(
                exchange.method(),
                exchange.request().isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(exchange.request()));
    if (!exchange.request().isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static void assertAnswered(String what, Exchange told, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(what).isEqualTo(told.status());
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .as(what)
        .isEqualTo(told.type());
    assertThat(json(answer.body())).as(what).isEqualTo(json(told.answer()));
  }

  private static JsonNode json(String text) {
    return JSON.readTree(text.isEmpty() ? "null" : text);
  }
}
