package io.fleetk.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.registry.EngineRegistry;
import io.fleetk.registry.Registry;
import io.fleetk.store.MemoryStore;
import io.fleetk.time.ManualTimeline;
import io.fleetk.unit.JournalLines;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CandidacyTest {
  private final ManualTimeline timeline = new ManualTimeline(Instant.parse("2026-01-01T00:00:00Z"));
  private final MemoryStore store = new MemoryStore(timeline);
  private final EngineRegistry lead = new EngineRegistry(store);
  private final WatchedHelm helm =
      new WatchedHelm(
          Helm.of(
              lead, new Registry(store, timeline, (unit, machine, range) -> JournalLines.NONE)));
  private final Candidacy candidacy =
      new Candidacy(helm, timeline, EngineSettings.of("one"), term -> {}, term -> {});

  @AfterEach
  void closeStore() {
    candidacy.close();
    store.close();
  }

  @Test
  void givesUpALeadThatItWinsWhileItIsClosed() throws InterruptedException {
    CountDownLatch won = new CountDownLatch(1);
    helm.afterNextCampaign(
        () -> {
          won.countDown();
          awaitInterrupt();
        });
    candidacy.begin();
    assertThat(won.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(lead.leader()).contains("one");

    candidacy.close();

    assertThat(lead.leader()).isEmpty();
  }

  /** Waits to be told to end, as a call does that is under way, and leaves it at that. */
  private static void awaitInterrupt() {
    try {
      assertThat(new CountDownLatch(1).await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
