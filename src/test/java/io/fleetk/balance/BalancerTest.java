package io.fleetk.balance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fleetk.balance.Backend.Rank;
import io.fleetk.fleet.MemoryFleet;
import io.fleetk.unit.ReadyCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A balancer before three backends on real sockets, with a fleet that a test moves. */
@Timeout(60)
class BalancerTest {
  private static final String A = "127.0.7.1";
  private static final String B = "127.0.7.2";
  private static final String C = "127.0.7.3";
  private static final Tempo BRISK =
      new Tempo(
          Duration.ofMillis(300),
          Duration.ofMillis(50),
          Duration.ofMillis(800),
          Duration.ofMillis(800),
          Duration.ofSeconds(5),
          Duration.ofMillis(50),
          Duration.ofMillis(300),
          Duration.ofSeconds(3));

  @TempDir private Path folder;
  private ServedComponent served;
  private StandInBackend a;
  private StandInBackend b;
  private StandInBackend c;
  private int port;
  private Balancer balancer;

  @BeforeEach
  void comeUp() throws IOException {
    port = StandInBackend.freePort(A, B, C);
    a = new StandInBackend(A, port);
    b = new StandInBackend(B, port);
    c = new StandInBackend(C, port);
    served = new ServedComponent(new MemoryFleet(), "api", A, B, C);
    for (StandInBackend backend : all()) {
      backend.start();
      served.ready(backend.address());
    }
  }

  @AfterEach
  void goDown() throws Exception {
    if (balancer != null) {
      balancer.close();
    }
    for (StandInBackend backend : all()) {
      backend.close();
    }
  }

  private List<StandInBackend> all() {
    return List.of(a, b, c);
  }

  private BalancerSettings settings(List<String> seeds, boolean check) {
    return new BalancerSettings(
        "api",
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        port,
        seeds,
        check
            ? Optional.of(ReadyCheck.Http.parse("http://:%d/readyz".formatted(port)))
            : Optional.empty(),
        Optional.empty(),
        Optional.of(folder.resolve("backends")));
  }

  private void balance() throws IOException {
    balance(settings(List.of(), true));
    awaitRank(Rank.GOOD, A, B, C);
  }

  private void balance(BalancerSettings settings) throws IOException {
    balancer = Balancer.start(settings, served.fleet(), BRISK, _ -> {});
  }

  private void awaitRank(Rank rank, String... hosts) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(List.of(hosts))
                    .allSatisfy(
                        host ->
                            assertThat(balancer.pool().backend(host).map(Backend::rank))
                                .as("%s in %s", host, balancer.pool())
                                .contains(rank)));
  }

  private final class Client implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader in;

    Client() throws IOException {
      socket.connect(balancer.address());
      socket.setSoTimeout(10_000);
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    /** Says a line, and gives the address of who answered it. */
    String ask(String line) throws IOException {
      socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
      String answer = in.readLine();
      if (answer == null || !answer.endsWith(" " + line)) {
        throw new IOException("the answer was " + answer);
      }
      return answer.substring(0, answer.indexOf(' '));
    }

    boolean isEnded() {
      try {
        return in.readLine() == null;
      } catch (IOException e) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private String askOnce() throws IOException {
    try (Client client = new Client()) {
      return client.ask("hello");
    }
  }

  private Set<String> askOften() throws IOException {
    Set<String> answered = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      answered.add(askOnce());
    }
    return answered;
  }

  /** A client that is connected to one of them. */
  private Client clientOf(String host) throws IOException {
    for (int i = 0; i < 100; i++) {
      Client client = new Client();
      if (client.ask("who").equals(host)) {
        return client;
      }
      client.close();
    }
    throw new IOException("nothing leads to " + host);
  }

  @Test
  void spreadsConnections() throws IOException {
    balance();
    try (Client one = new Client();
        Client two = new Client();
        Client three = new Client()) {
      assertThat(List.of(one.ask("1"), two.ask("2"), three.ask("3")))
          .containsExactlyInAnyOrder(A, B, C);
    }
  }

  @Test
  void carriesEverythingAndPassesOnTheEndOfOneSide() throws Exception {
    balance();
    byte[] line = new byte[200_000];
    new Random(3).nextBytes(line);
    for (int i = 0; i < line.length; i++) {
      line[i] = (byte) ('a' + Math.floorMod(line[i], 26));
    }
    String text = new String(line, UTF_8);
    try (Client client = new Client()) {
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < 50; i++) {
                        client.socket.getOutputStream().write((text + "\n").getBytes(UTF_8));
                      }
                      client.socket.shutdownOutput();
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      for (int i = 0; i < 50; i++) {
        assertThat(client.in.readLine()).endsWith(" " + text);
      }
      assertThat(client.in.readLine()).as("the end, after all the answers").isNull();
      writer.join();
    }
    await().until(() -> balancer.relays().size() == 0);
  }

  @Test
  void aClientNeverSeesABackendThatRefuses() throws IOException {
    balance();
    b.kill();

    assertThat(askOften()).containsOnly(A, C);
    b.start();
    awaitRank(Rank.GOOD, B);
    assertThat(askOften()).containsOnly(A, B, C);
  }

  @Test
  void aClientNeverSeesABackendThatHangsInConnecting() throws IOException {
    balance();
    c.fallSilent();

    assertThat(askOften()).containsOnly(A, B);
    awaitRank(Rank.DEAD, C);
  }

  @Test
  void whatTheFleetCallsUnreadyGetsNoNewConnectionsAndKeepsItsOwn() throws IOException {
    balance();
    try (Client before = clientOf(A)) {
      served.unready(A, "deactivating");
      awaitRank(Rank.DOUBTFUL, A);

      assertThat(askOften()).containsOnly(B, C);
      assertThat(before.ask("still")).isEqualTo(A);
      served.ready(A);
      awaitRank(Rank.GOOD, A);
      assertThat(before.ask("again")).isEqualTo(A);
    }
    assertThat(askOften()).contains(A);
  }

  @Test
  void aFailingCheckTakesABackendOutThoughTheFleetCallsItReady() throws IOException {
    balance();
    a.healthy(false);
    awaitRank(Rank.UNSOUND, A);

    assertThat(askOften()).containsOnly(B, C);
    assertThat(balancer.pool().backend(A).orElseThrow().reason()).contains("HTTP 500");
  }

  @Test
  void whenNothingIsReadyWhatAnswersIsUsed() throws IOException {
    balance();
    for (StandInBackend backend : all()) {
      served.unready(backend.address(), "probing");
    }
    awaitRank(Rank.DOUBTFUL, A, B, C);
    a.kill();
    b.kill();

    assertThat(askOften()).containsOnly(C);
  }

  @Test
  void aClientWaitsForTheOnlyBackendToComeBack() throws Exception {
    balance();
    a.kill();
    b.kill();
    c.kill();
    awaitRank(Rank.DEAD, A, B, C);
    try (Client client = new Client()) {
      client.socket.getOutputStream().write("early\n".getBytes(UTF_8));
      b.start();

      assertThat(client.in.readLine()).isEqualTo(B + " early");
    }
  }

  @Test
  void connectionsToAMachineThatFellSilentAreClosedSoThatClientsReconnect() throws Exception {
    balance();
    try (Client client = clientOf(B)) {
      b.fallSilent();

      assertThat(client.isEnded()).isTrue();
    }
    assertThat(askOften()).containsOnly(A, C);
  }

  @Test
  void aBackendThatTheFleetTookAwayIsForgottenWhenItsLastConnectionEnds() throws Exception {
    balance();
    try (Client client = clientOf(C)) {
      served.fleet().destroy(served.unit(C));
      awaitRank(Rank.NONE, C);

      assertThat(askOften()).containsOnly(A, B);
      assertThat(client.ask("still")).isEqualTo(C);
    }
    await().until(() -> balancer.pool().backend(C).isEmpty());
  }

  @Test
  void withoutTheFleetChecksDecideAndWhatWasKnownIsRemembered() throws Exception {
    balance();
    served.unready(A, "starting");
    awaitRank(Rank.DOUBTFUL, A);
    served.fleet().reachable(false);
    served.fleet().machine(served.machine(B), B, Map.of());

    awaitRank(Rank.GOOD, A);
    assertThat(Files.readAllLines(folder.resolve("backends"))).containsExactly(A, B, C);
    balancer.close();
    balance(settings(List.of(), true));
    awaitRank(Rank.GOOD, A, B, C);
    assertThat(askOften()).containsOnly(A, B, C);

    served.fleet().reachable(true);
    awaitRank(Rank.DOUBTFUL, A);
  }

  @Test
  void seedsServeUntilTheFleetIsHeard() throws Exception {
    served.fleet().reachable(false);
    balance(settings(List.of(B), true));

    assertThat(askOnce()).isEqualTo(B);
    served.fleet().reachable(true);
    awaitRank(Rank.GOOD, A, B, C);
  }

  @Test
  void takesANewViewWhenEventsWereLost() throws IOException {
    balance();
    served.fleet().forgetEvents();
    served.unready(A, "deactivating");

    awaitRank(Rank.DOUBTFUL, A);
  }

  @Test
  void looksAgainAndAgainAtAFleetWithoutEvents() throws IOException {
    served = new ServedComponent(new MemoryFleet(false), "api", A, B, C);
    balance(settings(List.of(), true));
    awaitRank(Rank.DOUBTFUL, A, B, C);
    served.ready(A);

    awaitRank(Rank.GOOD, A);
  }

  @Test
  void endsIdleConnectionsAtOnceAndBusyOnesWhenTheyAreDone() throws Exception {
    balance();
    try (Client idle = new Client();
        Client busy = new Client()) {
      idle.ask("first");
      busy.ask("first");
      var going = new AtomicBoolean(true);
      var asked = new AtomicInteger();
      Thread work =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (going.get()) {
                        busy.ask("more");
                        asked.incrementAndGet();
                      }
                    } catch (IOException e) {
                      asked.set(-1);
                    }
                  });
      Thread closing =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      balancer.close();
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      assertThat(idle.isEnded()).isTrue();
      going.set(false);
      work.join();
      assertThat(asked.get()).isPositive();
      closing.join();
      assertThatThrownBy(Client::new).isInstanceOf(IOException.class);
    }
  }

  @Test
  void saysWhereItCannotListen() throws IOException {
    balance();
    BalancerSettings taken =
        new BalancerSettings(
            "api",
            balancer.address(),
            port,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThatThrownBy(() -> Balancer.start(taken, served.fleet(), BRISK, _ -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on")
        .hasMessageContaining(Integer.toString(balancer.address().getPort()));
  }

  @Test
  void noRequestFailsWhileBackendsRestartOneByOneAndTheFleetSaysSo() throws Exception {
    balance(settings(List.of(), false));
    awaitRank(Rank.GOOD, A, B, C);
    assertThat(failuresDuring(backend -> served.unready(backend.address(), "deactivating")))
        .isEmpty();
  }

  @Test
  void noRequestFailsWhileBackendsRestartOneByOneAndOnlyTheirChecksTell() throws Exception {
    balance();
    assertThat(failuresDuring(backend -> backend.healthy(false))).isEmpty();
  }

  @Test
  void noRequestFailsWhileBackendsDieAndComeBackBetweenRequests() throws Exception {
    balance();
    for (StandInBackend backend : all()) {
      backend.kill();
      assertThat(askOften()).doesNotContain(backend.address());
      backend.start();
      awaitRank(Rank.GOOD, backend.address());
    }
  }

  private interface Farewell {
    void say(StandInBackend backend);
  }

  /**
   * What clients that poll see go wrong while each backend in turn says that it will end, serves on
   * until no client is left, as kube-apiserver does for its shutdown delay, stops and comes back.
   */
  private List<String> failuresDuring(Farewell farewell) throws Exception {
    var polling = new AtomicBoolean(true);
    var failures = new ConcurrentLinkedQueue<String>();
    var answers = new AtomicInteger();
    Thread[] clients = new Thread[4];
    Arrays.setAll(
        clients,
        _ ->
            Thread.ofVirtual()
                .start(
                    () -> {
                      while (polling.get()) {
                        try {
                          askOnce();
                          answers.incrementAndGet();
                        } catch (IOException e) {
                          failures.add(e.toString());
                        }
                      }
                    }));
    for (StandInBackend backend : all()) {
      String host = backend.address();
      farewell.say(backend);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> balancer.pool().backend(host).orElseThrow().rank() != Rank.GOOD);
      await().atMost(Duration.ofSeconds(20)).until(() -> balancer.relays().count(host) == 0);
      backend.kill();
      int before = answers.get();
      await().atMost(Duration.ofSeconds(20)).until(() -> answers.get() > before + 50);
      backend.start();
      served.ready(host);
      awaitRank(Rank.GOOD, host);
    }
    polling.set(false);
    for (Thread client : clients) {
      client.join();
    }
    return List.copyOf(failures);
  }
}
