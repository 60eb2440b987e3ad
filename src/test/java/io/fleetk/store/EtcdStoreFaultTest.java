package io.fleetk.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fleetk.store.Watch.Changes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store does while its etcd is away, stands still, or is slow. */
class EtcdStoreFaultTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration SILENCE = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofSeconds(6);

  private final EtcdProcess etcd = EtcdProcess.started();
  private EtcdStore store;

  @BeforeEach
  void open() {
    store = open(etcd.url());
  }

  private static EtcdStore open(String urls) {
    return EtcdStore.open(
        EtcdSettings.of(urls).withRequestTimeout(TIMEOUT).withWatchSilence(SILENCE));
  }

  @AfterEach
  void close() {
    store.close();
    etcd.close();
  }

  private long put(String key, String value) {
    return store.commit(Txn.builder().put(key, value).build()).revision();
  }

  private static void assertThatItIsLost(Watch watch) {
    assertThatThrownBy(
            () ->
                await()
                    .atMost(PATIENCE)
                    .pollInSameThread()
                    .until(() -> watch.next(Duration.ofMillis(200)).isPresent()))
        .isInstanceOf(WatchLostException.class);
  }

  @Test
  void callsFailInTimeWhileEtcdIsDownAndSucceedSoonAfterItIsUp() {
    put("/a", "1");
    etcd.kill();

    long asked = System.nanoTime();
    assertThatThrownBy(() -> store.get("/a"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(etcd.url())
        .hasMessageContaining("refused");
    assertThatThrownBy(() -> put("/a", "2")).isInstanceOf(StoreUnavailableException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(TIMEOUT.multipliedBy(2));

    etcd.start();
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(store.get("/a").orElseThrow().value()).isEqualTo("1"));
    put("/a", "3");
  }

  @Test
  void reconnectsSoonAfterALongOutage() {
    put("/a", "1");
    etcd.kill();
    // Long enough for gRPC to wait for seconds between its own attempts.
    await()
        .pollInterval(Duration.ofMillis(300))
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(8))
        .until(() -> fails(() -> store.get("/a")));

    etcd.start();

    await().atMost(Duration.ofSeconds(3)).until(() -> !fails(() -> store.get("/a")));
  }

  private static boolean fails(Runnable call) {
    try {
      call.run();
      return false;
    } catch (StoreUnavailableException e) {
      return true;
    }
  }

  @Test
  void aWatchIsLostWithItsEtcdAndANewOneGoesOn() {
    long start = put("/p/a", "1");
    try (Watch watch = store.watch("/p/", start)) {
      etcd.kill();
      assertThatItIsLost(watch);
    }
    etcd.start();
    await().atMost(SOON).until(() -> !fails(() -> store.range("/p/")));

    Range fresh = store.range("/p/");
    try (Watch watch = store.watch("/p/", fresh.revision())) {
      put("/p/b", "2");
      assertThat(watch.next(PATIENCE)).isPresent();
    }
  }

  @Test
  void aFrozenEtcdIsNoticedByCallsAndByWatches() {
    long start = put("/p/a", "1");
    try (Watch watch = store.watch("/p/", start)) {
      assertThat(watch.next(SILENCE.multipliedBy(2))).isEmpty();
      etcd.freeze();

      assertThatThrownBy(() -> store.get("/p/a"))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("does not answer");
      assertThatItIsLost(watch);

      etcd.thaw();
      await().atMost(SOON).until(() -> !fails(() -> put("/p/b", "2")));
    }
  }

  @Test
  void aLeaseThatRanOutWhileEtcdWasFrozenIsKeptOrLostButNeverInDoubt() {
    Lease lease = store.grant(Duration.ofSeconds(2));
    store.commit(Txn.builder().put("/a", "1", lease.id()).build());
    etcd.freeze();
    assertThatThrownBy(() -> store.keepAlive(lease)).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> store.keepAlive(lease)).isInstanceOf(StoreUnavailableException.class);
    etcd.thaw();

    await().atMost(SOON).until(() -> !fails(() -> store.get("/a")));
    boolean kept = isKept(lease);

    assertThat(store.get("/a").isPresent()).isEqualTo(kept);
  }

  private boolean isKept(Lease lease) {
    try {
      store.keepAlive(lease);
      return true;
    } catch (LeaseLostException e) {
      return false;
    }
  }

  @Test
  void aLeaseOutlivesARestartOfEtcd() {
    Lease lease = store.grant(Duration.ofSeconds(30));
    store.commit(Txn.builder().put("/a", "1", lease.id()).build());

    etcd.kill();
    etcd.start();

    await().atMost(SOON).until(() -> !fails(() -> store.keepAlive(lease)));
    assertThat(store.get("/a")).isPresent();
  }

  @Test
  void aQuietWatchIsNotLost() {
    long start = put("/p/a", "1");
    try (Watch watch = store.watch("/p/", start)) {
      assertThat(watch.next(SILENCE.multipliedBy(4))).isEmpty();
      put("/p/b", "2");

      assertThat(watch.next(PATIENCE)).isPresent();
    }
  }

  @Test
  void aWatchThatNobodyAskedForLongIsNotLost() {
    long start = put("/p/a", "1");
    try (Watch watch = store.watch("/p/", start)) {
      assertThat(watch.next(SILENCE.plusMillis(200))).isEmpty();
      await().atMost(PATIENCE).pollDelay(SILENCE.multipliedBy(3)).until(() -> true);
      put("/p/b", "2");

      assertThat(watch.next(PATIENCE)).isPresent();
    }
  }

  @Test
  void aWatchWhoseStreamIsSilentlyGoneIsLost() throws Exception {
    try (SlowWire wire = new SlowWire(etcd.port());
        EtcdStore slow = open(wire.url())) {
      try (Watch watch = slow.watch("/p/", slow.range("/p/").revision())) {
        assertThat(watch.next(SILENCE.multipliedBy(2))).isEmpty();
        wire.swallowAnswers();
        put("/p/a", "1");

        assertThatItIsLost(watch);
      }
    }
  }

  @Test
  void slowAnswersAreAwaitedUpToTheTimeout() throws Exception {
    try (SlowWire wire = new SlowWire(etcd.port());
        EtcdStore slow = open(wire.url())) {
      slow.range("");
      wire.delayAnswers(TIMEOUT.dividedBy(3));
      assertThat(slow.commit(Txn.builder().put("/a", "1").build()).succeeded()).isTrue();

      wire.delayAnswers(TIMEOUT.multipliedBy(2));
      assertThatThrownBy(() -> slow.get("/a"))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("does not answer");
    }
  }

  @Test
  void aSlowWatchIsNotLost() throws Exception {
    long start = put("/p/a", "1");
    try (SlowWire wire = new SlowWire(etcd.port());
        EtcdStore slow = open(wire.url());
        Watch watch = slow.watch("/p/", start)) {
      wire.delayAnswers(SILENCE.dividedBy(4));
      put("/p/b", "2");
      put("/p/c", "3");

      Optional<Changes> first = watch.next(PATIENCE);
      assertThat(first.orElseThrow().changes().getFirst().key()).isEqualTo("/p/b");
    }
  }

  @Test
  void aMemberThatIsDownIsPassedOver() {
    try (EtcdStore several = open("http://127.0.0.1:1," + etcd.url())) {
      assertThat(several.get("/a")).isEmpty();
      several.commit(Txn.builder().put("/a", "1").build());
    }
  }

  @Test
  void aWatchOfAnEtcdThatWasSetBackIsLost() {
    long start = put("/p/a", "1");

    try (Watch watch = store.watch("/p/", start + 100)) {
      assertThatItIsLost(watch);
    }
  }

  @Test
  void endsItsThreads() {
    EtcdStore other = open(etcd.url());
    other.get("/a");
    other.close();
    store.close();

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(
                        name -> List.of("etcd", "grpc").stream().anyMatch(name::startsWith)));
  }
}
