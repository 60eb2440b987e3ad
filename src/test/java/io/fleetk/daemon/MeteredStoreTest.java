package io.fleetk.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.daemon.MeteredStore.Outcome;
import io.fleetk.store.Lease;
import io.fleetk.store.LeaseLostException;
import io.fleetk.store.MemoryStore;
import io.fleetk.store.StoreUnavailableException;
import io.fleetk.store.Txn;
import io.fleetk.time.ManualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeteredStoreTest {
  private final List<String> calls = new ArrayList<>();
  private final MemoryStore memory = new MemoryStore(new ManualTimeline(Instant.EPOCH));
  private final MeteredStore store =
      new MeteredStore(memory, (kind, outcome, _) -> calls.add(kind + " " + outcome));

  @Test
  void tellsEveryCallByKindAndOutcome() {
    store.range("/");
    store.get("/a");
    store.commit(Txn.builder().ifModRevision("/a", 7).put("/a", "1").build());
    Lease lease = store.grant(Duration.ofSeconds(5));
    store.keepAlive(lease);
    store.revoke(lease);
    assertThatThrownBy(() -> store.keepAlive(lease)).isInstanceOf(LeaseLostException.class);
    store.watch("/", 0).close();

    assertThat(calls)
        .containsExactly(
            "range OK",
            "get OK",
            "commit CONFLICT",
            "grant OK",
            "keep-alive OK",
            "revoke OK",
            "keep-alive LEASE_LOST",
            "watch OK");
  }

  @Test
  void knowsWhyTheStoreDoesNotAnswer() {
    assertThat(store.failure()).isPresent();
    store.get("/a");
    assertThat(store.failure()).isEmpty();

    memory.close();
    assertThatThrownBy(() -> store.get("/a")).isInstanceOf(StoreUnavailableException.class);

    assertThat(store.failure()).isPresent();
    assertThat(calls).last().isEqualTo("get " + Outcome.UNAVAILABLE);
  }
}
