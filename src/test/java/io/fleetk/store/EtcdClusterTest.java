package io.fleetk.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.fleetk.store.Watch.Change;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store does while a cluster of three loses its leader, a member, and its quorum. */
class EtcdClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  private final List<EtcdProcess> members = EtcdProcess.startedThree();
  private EtcdStore store;

  @BeforeEach
  void open() {
    store =
        EtcdStore.open(
            EtcdSettings.of(String.join(",", members.stream().map(EtcdProcess::url).toList()))
                .withRequestTimeout(TIMEOUT)
                .withWatchSilence(Duration.ofSeconds(1)));
  }

  @AfterEach
  void close() {
    store.close();
    members.forEach(EtcdProcess::close);
  }

  private EtcdProcess leader() {
    return members.stream().filter(EtcdClusterTest::leads).findFirst().orElseThrow();
  }

  private static boolean leads(EtcdProcess member) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", member.port()).usePlaintext().build();
    try {
      StatusResponse status =
          MaintenanceGrpc.newBlockingStub(channel).status(StatusRequest.getDefaultInstance());
      return status.getLeader() == status.getHeader().getMemberId();
    } finally {
      channel.shutdownNow();
    }
  }

  private boolean isPut(String key) {
    try {
      return store.commit(Txn.builder().put(key, "").build()).succeeded();
    } catch (StoreUnavailableException e) {
      return false;
    }
  }

  private boolean isRead(String key) {
    try {
      return store.get(key).isPresent();
    } catch (StoreUnavailableException e) {
      return false;
    }
  }

  private boolean isRenewed(Lease lease) {
    try {
      store.keepAlive(lease);
      return true;
    } catch (StoreUnavailableException e) {
      return false;
    }
  }

  @Test
  void goesOnAfterTheLeaderIsKilledWithNothingWrittenLost() {
    List<String> written = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String key = "/k/%02d".formatted(i);
      if (i == 10) {
        leader().kill();
      }
      await().atMost(PATIENCE).until(() -> isPut(key));
      written.add(key);
    }

    assertThat(store.range("/k/").entries())
        .extracting(Entry::key)
        .containsExactlyElementsOf(written);
  }

  @Test
  void aFollowerThatReadsAfreshMissesNothingWhenTheLeaderIsKilled() {
    List<String> seen = new ArrayList<>();
    Watch watch = store.watch("/k/", store.range("/k/").revision());
    for (int i = 0; i < 10; i++) {
      String key = "/k/%02d".formatted(i);
      if (i == 5) {
        leader().kill();
      }
      await().atMost(PATIENCE).until(() -> isPut(key));
      watch = follow(watch, seen, key);
    }
    watch.close();

    assertThat(seen).doesNotHaveDuplicates().hasSize(10);
  }

  /** Follows until a key was seen, reading afresh whenever the watch is lost. */
  private Watch follow(Watch current, List<String> seen, String key) {
    Watch watch = current;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!seen.contains(key) && System.nanoTime() < end) {
      try {
        watch
            .next(Duration.ofSeconds(1))
            .ifPresent(
                changes ->
                    changes.changes().stream()
                        .map(Change::key)
                        .filter(changed -> !seen.contains(changed))
                        .forEach(seen::add));
      } catch (WatchLostException e) {
        Range fresh = store.range("/k/");
        seen.clear();
        fresh.entries().forEach(entry -> seen.add(entry.key()));
        watch = store.watch("/k/", fresh.revision());
      }
    }
    return watch;
  }

  @Test
  void goesOnWhenTheMemberThatItAsksIsFrozen() {
    assertThat(isPut("/a")).isTrue();
    Lease lease = store.grant(Duration.ofSeconds(30));

    for (EtcdProcess member : members) {
      member.freeze();
      // It may be the leader, and then there is none for an election's time.
      await().atMost(PATIENCE).until(() -> isRead("/a"));
      await().atMost(PATIENCE).until(() -> isPut("/b"));
      await().atMost(PATIENCE).until(() -> isRenewed(lease));
      member.thaw();
    }
  }

  @Test
  void withoutAQuorumNothingIsReadOrWrittenAndWatchesAreLost() {
    assertThat(isPut("/a")).isTrue();
    Watch watch = store.watch("/", store.range("/").revision());
    EtcdProcess survivor =
        members.stream().filter(member -> !leads(member)).findFirst().orElseThrow();
    members.stream().filter(member -> member != survivor).forEach(EtcdProcess::kill);

    assertThatThrownBy(() -> store.get("/a")).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> store.grant(Duration.ofSeconds(5)))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(isPut("/b")).isFalse();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> watch.next(Duration.ofMillis(500)))
                    .isInstanceOf(WatchLostException.class));

    members.stream().filter(member -> member != survivor).forEach(EtcdProcess::start);
    await().atMost(PATIENCE).until(() -> isRead("/a"));
    await().atMost(PATIENCE).until(() -> isPut("/c"));
  }
}
