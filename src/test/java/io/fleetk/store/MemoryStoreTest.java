package io.fleetk.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.time.ManualTimeline;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The contract, for a store in memory on a timeline that the test moves. */
class MemoryStoreTest extends StoreContract {
  private final ManualTimeline timeline = new ManualTimeline(Instant.EPOCH);
  private final MemoryStore memory = new MemoryStore(timeline);

  @Override
  Store open() {
    return memory;
  }

  @Override
  void passTime(Duration duration) {
    timeline.advance(duration);
  }

  @Override
  void compact(long revision) {
    memory.compact(revision);
  }

  @Test
  void aLeaseLastsExactlyItsTime() {
    Lease lease = memory.grant(Duration.ofSeconds(5));
    memory.commit(Txn.builder().put("/a", "", lease.id()).build());

    timeline.advance(Duration.ofMillis(4_999));
    assertThat(memory.get("/a")).isPresent();
    timeline.advance(Duration.ofMillis(1));
    assertThat(memory.get("/a")).isEmpty();
  }

  @Test
  void aLeaseLastsWholeSeconds() {
    assertThatIllegalArgumentException().isThrownBy(() -> memory.grant(Duration.ofMillis(1500)));
    assertThatIllegalArgumentException().isThrownBy(() -> memory.grant(Duration.ZERO));
  }

  @Test
  void aWatchWithChangesStillToTakeIsLostByACompaction() {
    try (Watch behind = memory.watch("/p/", memory.range("").revision());
        Watch current = memory.watch("/q/", memory.range("").revision())) {
      Commit commit = memory.commit(Txn.builder().put("/p/a", "").build());
      memory.compact(commit.revision());
      memory.commit(Txn.builder().put("/q/a", "").build());

      assertThatThrownBy(() -> behind.next(Duration.ZERO)).isInstanceOf(WatchLostException.class);
      assertThat(current.next(Duration.ZERO)).isPresent();
    }
  }

  @Test
  void remembersOnlySoMuchHistory() {
    long start = memory.range("").revision();
    for (int i = 0; i < 10_001; i++) {
      memory.commit(Txn.builder().put("/a", "" + i).build());
    }

    try (Watch old = memory.watch("/a", start);
        Watch recent = memory.watch("/a", start + 1)) {
      assertThatThrownBy(() -> old.next(Duration.ZERO)).isInstanceOf(WatchLostException.class);
      assertThat(recent.next(Duration.ZERO).orElseThrow().changes()).hasSize(10_000);
    }
  }

  private void commitMebibytes(String key, int mebibytes) {
    for (int i = 0; i < 4 * mebibytes; i++) {
      memory.commit(Txn.builder().put(key, "x".repeat(256 * 1024 - key.length())).build());
    }
  }

  @Test
  void aWatchThatTheReaderLeavesAloneIsLostBeforeItFillsTheMemory() {
    try (Watch watch = memory.watch("/p/", memory.range("").revision());
        Watch other = memory.watch("/q/", memory.range("").revision())) {
      commitMebibytes("/p/a", 16);
      assertThat(watch.next(Duration.ZERO).orElseThrow().changes()).hasSize(64);
      commitMebibytes("/p/a", 16);
      memory.commit(Txn.builder().delete("/p/a").build());

      assertThatThrownBy(() -> watch.next(Duration.ZERO))
          .isInstanceOf(WatchLostException.class)
          .hasMessageContaining("/p/ fell 64 changes");
      memory.commit(Txn.builder().put("/q/a", "").build());
      assertThat(other.next(Duration.ZERO)).isPresent();
    }
  }

  @Test
  void cannotCompactWhatHasNotHappened() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memory.compact(memory.range("").revision() + 1));
  }
}
