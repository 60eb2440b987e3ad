package io.fleetk.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.MemoryFleet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MonitoringTest {
  private static final class Told implements Monitoring {
    final List<String> troubles = new ArrayList<>();
    final List<String> reasons = new ArrayList<>();
    final List<String> answered = Collections.synchronizedList(new ArrayList<>());

    @Override
    public Page metrics(String accept) {
      return new Page("text/x-numbers", "for " + accept);
    }

    @Override
    public List<String> troubles() {
      return troubles;
    }

    @Override
    public List<String> reasonsNotReady() {
      return reasons;
    }

    @Override
    public void answered(String method, int status, Duration took) {
      answered.add(method + " " + status);
    }
  }

  private final Told told = new Told();
  private ApiServer server;
  private RawHttp http;

  @BeforeEach
  void start() throws IOException {
    server =
        new ApiServer(
            ListenOn.tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), 100, told);
    server.start();
    http = new RawHttp(server.port().orElseThrow());
  }

  @AfterEach
  void end() {
    server.close();
  }

  private RawHttp.Answer get(String path, String... headers) throws IOException {
    return http.send(RawHttp.request("GET", path, "", headers));
  }

  @Test
  void givesNumbersInTheFormThatIsAskedFor() throws IOException {
    RawHttp.Answer answer = get("/metrics", "Accept: text/plain");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/x-numbers");
    assertThat(answer.body()).isEqualTo("for text/plain");
  }

  @Test
  void saysThatAllIsWell() throws IOException {
    assertThat(get("/healthz").body()).isEqualTo("ok\n");
    assertThat(get("/readyz").status()).isEqualTo(200);
  }

  @Test
  void saysWhyNotALineEach() throws IOException {
    told.troubles.add("engine has made no progress for 130 s");
    told.reasons.addAll(List.of("etcd does not answer", "the agent has not joined the fleet"));

    assertThat(get("/healthz").status()).isEqualTo(503);
    assertThat(get("/healthz").body()).isEqualTo("engine has made no progress for 130 s\n");
    assertThat(get("/readyz").status()).isEqualTo(503);
    assertThat(get("/readyz").body())
        .isEqualTo("etcd does not answer\nthe agent has not joined the fleet\n");
  }

  @Test
  void onlyGives() throws IOException {
    assertThat(http.send(RawHttp.request("POST", "/metrics", "x")).status()).isEqualTo(405);
    assertThat(http.send(RawHttp.request("HEAD", "/healthz", "")).body()).isEmpty();
  }

  @Test
  void countsWhatWasAnswered() throws IOException {
    server.serve(new MemoryFleet());
    get("/fleet/v1/units");
    get("/nothing");

    Awaitility.await()
        .untilAsserted(() -> assertThat(told.answered).containsExactly("GET 200", "GET 404"));
  }

  @Test
  void serversThatNobodyWatchesHaveNoSuchPages() throws IOException {
    try (ServedFleet plain = new ServedFleet()) {
      assertThat(plain.http.send(RawHttp.request("GET", "/metrics", "")).status()).isEqualTo(404);
    }
  }
}
