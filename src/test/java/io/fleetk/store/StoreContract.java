package io.fleetk.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fleetk.store.Watch.Change;
import io.fleetk.store.Watch.Changes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises. A subclass says how to make one, and how time passes for it. */
abstract class StoreContract {
  /** Long enough for a store on the other side of a loaded machine to answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration SHORTLY = Duration.ofMillis(150);
  private static final Duration TTL = Duration.ofSeconds(2);

  private Store store;

  /** A store without any keys; the test closes it. */
  abstract Store open();

  /** Returns when this much time has passed for the store's leases. */
  abstract void passTime(Duration duration);

  /** Makes the store forget its history up to a revision. */
  abstract void compact(long revision);

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private long put(String key, String value) {
    return store.commit(Txn.builder().put(key, value).build()).revision();
  }

  private long delete(String key) {
    return store.commit(Txn.builder().delete(key).build()).revision();
  }

  private Optional<String> value(String key) {
    return store.get(key).map(Entry::value);
  }

  private static List<Change> take(Watch watch, int count) {
    List<Change> taken = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              watch.next(Duration.ofSeconds(1)).ifPresent(next -> taken.addAll(next.changes()));
              return taken.size() >= count;
            });
    return taken;
  }

  private static String shown(Change change) {
    return switch (change) {
      case Change.Put put -> put.key() + "=" + put.entry().value();
      case Change.Delete delete -> "-" + delete.key();
    };
  }

  @Test
  void readsBackWhatWasWritten() {
    put("/a", "one\n\"Größe\" \u0001 😀");

    assertThat(value("/a")).contains("one\n\"Größe\" \u0001 😀");
    assertThat(store.get("/b")).isEmpty();
  }

  @Test
  void tellsTheRevisionsThatMadeAndLastWroteAKey() {
    long made = put("/a", "1");
    long written = put("/a", "2");

    assertThat(written).isGreaterThan(made);
    assertThat(store.get("/a")).contains(new Entry("/a", "2", made, written, 0));
  }

  @Test
  void aKeyThatIsMadeAgainHasANewCreateRevision() {
    long made = put("/a", "1");
    delete("/a");
    long again = put("/a", "2");

    assertThat(again).isGreaterThan(made);
    assertThat(store.get("/a").orElseThrow().createRevision()).isEqualTo(again);
  }

  @Test
  void listsAPrefixByKey() {
    put("/p/b", "2");
    put("/p/a", "1");
    put("/p", "no");
    put("/q/a", "no");

    assertThat(store.range("/p/").entries()).extracting(Entry::key).containsExactly("/p/a", "/p/b");
    assertThat(store.range("/none/").entries()).isEmpty();
  }

  @Test
  void listsFromOneKeyUpToButWithoutAnother() {
    List.of("/a", "/b", "/c", "/d").forEach(key -> put(key, ""));

    assertThat(store.range("/b", "/d").entries())
        .extracting(Entry::key)
        .containsExactly("/b", "/c");
    assertThatIllegalArgumentException().isThrownBy(() -> store.range("/d", "/b"));
  }

  @Test
  void aRangeTellsTheRevisionThatItIsOf() {
    put("/p/a", "1");
    long last = put("/elsewhere", "1");

    assertThat(store.range("/p/").revision()).isEqualTo(last);
  }

  @Test
  void aTransactionHappensWholeInOneRevision() {
    put("/b", "old");

    Commit commit = store.commit(Txn.builder().put("/a", "1").put("/c", "3").delete("/b").build());

    assertThat(commit.succeeded()).isTrue();
    assertThat(store.range("/").entries())
        .containsExactly(
            new Entry("/a", "1", commit.revision(), commit.revision(), 0),
            new Entry("/c", "3", commit.revision(), commit.revision(), 0));
  }

  @Test
  void aTransactionWhoseConditionFailsDoesNothing() {
    long made = put("/a", "1");

    Commit commit =
        store.commit(
            Txn.builder()
                .ifModRevision("/a", made)
                .ifCreateRevision("/b", made)
                .put("/a", "2")
                .put("/c", "3")
                .build());

    assertThat(commit.succeeded()).isFalse();
    assertThat(value("/a")).contains("1");
    assertThat(store.get("/c")).isEmpty();
    assertThat(store.range("/").revision()).isEqualTo(made);
  }

  @Test
  void comparesTheLastWriteOfAKey() {
    long made = put("/a", "1");
    Txn swap = Txn.builder().ifModRevision("/a", made).put("/a", "2").build();

    assertThat(store.commit(swap).succeeded()).isTrue();
    assertThat(store.commit(swap).succeeded()).isFalse();
  }

  @Test
  void comparesTheMakingOfAKey() {
    long made = put("/a", "1");
    put("/a", "2");
    Txn ifSame = Txn.builder().ifCreateRevision("/a", made).put("/b", "").build();

    assertThat(store.commit(ifSame).succeeded()).isTrue();
    delete("/a");
    put("/a", "3");
    assertThat(store.commit(ifSame).succeeded()).isFalse();
  }

  @Test
  void revisionZeroMeansThatAKeyDoesNotExist() {
    Txn createMod = Txn.builder().ifModRevision("/a", 0).put("/a", "1").build();
    Txn createNew = Txn.builder().ifCreateRevision("/a", 0).put("/a", "2").build();

    assertThat(store.commit(createMod).succeeded()).isTrue();
    assertThat(store.commit(createMod).succeeded()).isFalse();
    assertThat(store.commit(createNew).succeeded()).isFalse();
    assertThat(value("/a")).contains("1");
  }

  @Test
  void aTransactionThatChangesNothingMakesNoRevision() {
    long before = put("/a", "1");

    assertThat(delete("/none")).isEqualTo(before);
    assertThat(store.commit(Txn.builder().ifCreateRevision("/a", before).build()))
        .isEqualTo(new Commit(true, before));
  }

  @Test
  void takesAsManyOperationsAsItPromises() {
    Txn.Builder txn = Txn.builder();
    for (int i = 0; i < Txn.MAX_OPERATIONS; i++) {
      txn.ifModRevision("/k" + i, 0).put("/k" + i, "");
    }

    assertThat(store.commit(txn.build()).succeeded()).isTrue();
    assertThat(store.range("/k").entries()).hasSize(Txn.MAX_OPERATIONS);
  }

  @Test
  void refusesMoreOperationsThanItPromises() {
    Txn.Builder txn = Txn.builder();
    for (int i = 0; i <= Txn.MAX_OPERATIONS; i++) {
      txn.put("/k" + i, "");
    }

    assertThatThrownBy(() -> store.commit(txn.build()))
        .isInstanceOf(StoreLimitException.class)
        .hasMessageContaining("101");
    assertThat(store.range("/k").entries()).isEmpty();
  }

  @Test
  void takesAsManyBytesAsItPromisesAndNoMore() {
    String fits = "x".repeat(Txn.MAX_BYTES - "/big".length());

    put("/big", fits);

    assertThat(value("/big").orElseThrow()).hasSize(fits.length());
    assertThatThrownBy(() -> put("/big", fits + "é")).isInstanceOf(StoreLimitException.class);
  }

  @Test
  void refusesToWriteOneKeyTwiceInATransaction() {
    Txn twice = Txn.builder().put("/a", "1").delete("/a").build();

    assertThatThrownBy(() -> store.commit(twice))
        .isInstanceOf(StoreLimitException.class)
        .hasMessageContaining("/a");
  }

  @Test
  void watchesEveryChangeOfAPrefixInOrder() {
    long start = put("/p/before", "1");
    try (Watch watch = store.watch("/p/", start)) {
      put("/p/a", "1");
      put("/elsewhere", "1");
      put("/p/a", "2");
      delete("/p/a");

      assertThat(take(watch, 3))
          .extracting(StoreContract::shown)
          .containsExactly("/p/a=1", "/p/a=2", "-/p/a");
    }
  }

  @Test
  void watchesFromARevisionInThePast() {
    long made = put("/p/a", "1");
    long past = put("/p/a", "2");
    long next = put("/p/a", "3");
    long last = delete("/p/a");

    try (Watch watch = store.watch("/p/", past)) {
      assertThat(take(watch, 2))
          .containsExactly(
              new Change.Put(new Entry("/p/a", "3", made, next, 0)),
              new Change.Delete("/p/a", last));
    }
  }

  @Test
  void givesWholeRevisionsAndTheLastOneAmongThem() {
    try (Watch watch = store.watch("/p/", store.range("/").revision())) {
      long revision =
          store
              .commit(Txn.builder().put("/p/a", "1").put("/p/b", "2").put("/q", "3").build())
              .revision();

      Changes changes = watch.next(PATIENCE).orElseThrow();

      assertThat(changes.revision()).isEqualTo(revision);
      assertThat(changes.changes())
          .extracting(StoreContract::shown)
          .containsExactly("/p/a=1", "/p/b=2");
    }
  }

  @Test
  void everyWatchGetsEveryChange() {
    long start = store.range("/").revision();
    try (Watch one = store.watch("/p/", start);
        Watch other = store.watch("/p/", start)) {
      put("/p/a", "1");

      assertThat(take(one, 1)).isEqualTo(take(other, 1)).hasSize(1);
    }
  }

  @Test
  void aWatchWithNothingToTellWaitsNoLongerThanItsPatience() {
    try (Watch watch = store.watch("/p/", store.range("/").revision())) {
      put("/elsewhere", "1");

      assertThat(watch.next(SHORTLY)).isEmpty();
    }
  }

  @Test
  void aReaderThatFollowsFromItsRangeMissesNothing() {
    put("/p/a", "1");
    Range read = store.range("/p/");
    put("/p/b", "2");

    try (Watch watch = store.watch("/p/", read.revision())) {
      assertThat(take(watch, 1)).extracting(StoreContract::shown).containsExactly("/p/b=2");
    }
  }

  @Test
  void aWatchThatIsClosedWakesWhoWaitsForIt() throws Exception {
    Watch watch = store.watch("/p/", store.range("/").revision());

    assertThatAWaiterIsLostWhen(watch, watch::close);
  }

  @Test
  void aStoreThatIsClosedWakesWhoWaitsForAWatch() throws Exception {
    Watch watch = store.watch("/p/", store.range("/").revision());

    assertThatAWaiterIsLostWhen(watch, store::close);
  }

  private static void assertThatAWaiterIsLostWhen(Watch watch, Runnable end) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> waiter = threads.submit(() -> watch.next(PATIENCE.multipliedBy(10)));
      threads.submit(end).get();

      assertThatThrownBy(() -> waiter.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .hasCauseInstanceOf(WatchLostException.class);
    }
  }

  @Test
  void aWatchFromBeforeACompactionIsLost() {
    long start = put("/p/a", "1");
    put("/p/a", "2");
    long last = put("/p/a", "3");
    compact(last);

    assertThatThrownBy(
            () -> {
              try (Watch watch = store.watch("/p/", start - 1)) {
                watch.next(PATIENCE);
              }
            })
        .isInstanceOf(WatchLostException.class);
    assertThat(value("/p/a")).contains("3");
  }

  @Test
  void aWatchFromACompactionOnFollowsWhatComes() {
    compact(put("/p/a", "1"));

    try (Watch watch = store.watch("/p/", store.range("/").revision())) {
      put("/p/a", "2");

      assertThat(take(watch, 1)).extracting(StoreContract::shown).containsExactly("/p/a=2");
    }
  }

  @Test
  void aWatchUnderACompactionTellsEverythingOrIsLost() {
    try (Watch watch = store.watch("/p/", store.range("/").revision())) {
      put("/p/a", "1");
      compact(put("/p/a", "2"));
      put("/p/a", "3");

      try {
        assertThat(take(watch, 3))
            .extracting(StoreContract::shown)
            .containsExactly("/p/a=1", "/p/a=2", "/p/a=3");
      } catch (WatchLostException allowed) {
        assertThat(value("/p/a")).contains("3");
      }
    }
  }

  @Test
  void keysVanishTogetherWhenTheirLeaseRunsOut() {
    Lease lease = store.grant(TTL);
    long start =
        store
            .commit(
                Txn.builder()
                    .put("/p/a", "1", lease.id())
                    .put("/p/b", "2", lease.id())
                    .put("/p/stays", "3")
                    .build())
            .revision();
    try (Watch watch = store.watch("/p/", start)) {
      passTime(TTL.plusSeconds(2));

      assertThat(take(watch, 2))
          .extracting(StoreContract::shown)
          .containsExactlyInAnyOrder("-/p/a", "-/p/b");
      assertThat(store.range("/p/").entries()).extracting(Entry::key).containsExactly("/p/stays");
    }
  }

  @Test
  void aLeaseThatIsKeptAliveKeepsItsKeys() {
    Lease lease = store.grant(TTL);
    store.commit(Txn.builder().put("/a", "1", lease.id()).build());

    for (int i = 0; i < 4; i++) {
      passTime(TTL.dividedBy(2));
      store.keepAlive(lease);
    }

    assertThat(store.get("/a").orElseThrow().lease()).isEqualTo(lease.id());
  }

  @Test
  void aLeaseThatRanOutIsLost() {
    Lease lease = store.grant(TTL);
    passTime(TTL.plusSeconds(2));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> store.keepAlive(lease))
                    .isInstanceOf(LeaseLostException.class));
    assertThatThrownBy(() -> store.commit(Txn.builder().put("/a", "1", lease.id()).build()))
        .isInstanceOf(LeaseLostException.class);
    assertThat(store.get("/a")).isEmpty();
  }

  @Test
  void revokingALeaseEndsItsKeysAtOnce() {
    Lease lease = store.grant(TTL);
    store.commit(Txn.builder().put("/a", "1", lease.id()).build());

    store.revoke(lease);

    assertThat(store.get("/a")).isEmpty();
    assertThatThrownBy(() -> store.keepAlive(lease)).isInstanceOf(LeaseLostException.class);
    store.revoke(lease);
  }

  @Test
  void aKeyWrittenAnewLeavesItsLease() {
    Lease lease = store.grant(TTL);
    Lease other = store.grant(TTL);
    store.commit(
        Txn.builder().put("/free", "1", lease.id()).put("/moved", "1", lease.id()).build());
    store.commit(Txn.builder().put("/free", "2").put("/moved", "2", other.id()).build());

    store.revoke(lease);

    assertThat(store.range("/").entries())
        .extracting(Entry::key, Entry::lease)
        .containsExactly(tuple("/free", 0L), tuple("/moved", other.id()));
  }

  @Test
  void leasesAreNotShared() {
    assertThat(store.grant(TTL).id()).isNotEqualTo(store.grant(TTL).id()).isNotZero();
  }

  @Test
  void concurrentIncrementsLoseNoUpdate() throws Exception {
    int writers = 4;
    int each = 25;
    put("/n", "0");
    long start = store.range("/n").revision();
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      work.add(
          () -> {
            for (int n = 0; n < each; n++) {
              increment();
            }
            return null;
          });
    }

    try (Watch watch = store.watch("/n", start);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
      List<String> counted = new ArrayList<>();
      for (int n = 1; n <= writers * each; n++) {
        counted.add("/n=" + n);
      }
      assertThat(take(watch, writers * each))
          .extracting(StoreContract::shown)
          .containsExactlyElementsOf(counted);
    }
  }

  private void increment() {
    Txn txn;
    do {
      Entry read = store.get("/n").orElseThrow();
      String next = Integer.toString(Integer.parseInt(read.value()) + 1);
      txn = Txn.builder().ifModRevision("/n", read.modRevision()).put("/n", next).build();
    } while (!store.commit(txn).succeeded());
  }

  @Test
  void aStoreThatIsClosedAnswersNoMore() {
    store.close();

    assertThatThrownBy(() -> store.get("/a")).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> put("/a", "1")).isInstanceOf(StoreUnavailableException.class);
    store.close();
  }
}
