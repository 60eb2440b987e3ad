package io.fleetk.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.MemoryJournals;
import io.fleetk.store.MemoryStore;
import io.fleetk.time.SystemTimeline;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalDeskTest {
  private static final UnitName WEB = UnitName.of("web.service");

  private final SystemTimeline timeline = new SystemTimeline();
  private final MemoryStore store = new MemoryStore(timeline);
  private final AgentRegistry agent = new AgentRegistry(store, timeline, "m1");
  private final JournalQuestions questions =
      new JournalQuestions(store, timeline, Keyspace.DEFAULT);

  @AfterEach
  void close() {
    agent.close();
    store.close();
    timeline.close();
  }

  private void join() {
    agent.join(
        new Machine("m1", "10.0.0.1", Map.of(), true, false, "1", Optional.empty()),
        Duration.ofSeconds(30));
  }

  private JournalDesk desk(JournalDesk.LocalJournal journal) {
    JournalDesk desk = new JournalDesk(store, Keyspace.DEFAULT, "m1", journal);
    desk.start();
    return desk;
  }

  private static JournalLines saying(String... lines) {
    return new JournalLines(List.of(lines), Optional.of("cursor"), false);
  }

  @Test
  void givesTheLinesOfTheMachineThatHasThem() {
    join();
    try (JournalDesk _ = desk((unit, range) -> saying(unit + " " + range.lines(), "second"))) {
      assertThat(questions.lines(WEB, "m1", JournalRange.last(7)).lines())
          .containsExactly("web.service 7", "second");
      assertThat(questions.lines(WEB, "m1", JournalRange.last(8)).lines())
          .first()
          .isEqualTo("web.service 8");
    }
    assertThat(store.range("/fleetk/journal-questions/").entries()).isEmpty();
    assertThat(store.range("/fleetk/journal-answers/").entries()).isEmpty();
  }

  @Test
  void answersWhatWasAskedBeforeItOpened() {
    join();
    Thread.ofVirtual()
        .start(
            () -> {
              await().until(() -> !store.range("/fleetk/journal-questions/").entries().isEmpty());
              desk((unit, range) -> saying("late"));
            });

    assertThat(questions.lines(WEB, "m1", JournalRange.last(1)).lines()).containsExactly("late");
  }

  @Test
  void waitsForALineWithoutKeepingOthersWaiting() throws Exception {
    join();
    var journals = new MemoryJournals();
    try (JournalDesk _ = desk(journals::lines);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      JournalRange range = JournalRange.first(5).waiting(Duration.ofSeconds(30));
      Future<JournalLines> waiting = threads.submit(() -> questions.lines(WEB, "m1", range));
      await().until(() -> !store.range("/fleetk/journal-questions/").entries().isEmpty());

      assertThat(questions.lines(WEB, "m1", JournalRange.last(5)).lines()).isEmpty();
      assertThat(waiting.isDone()).isFalse();

      journals.add(WEB, Instant.EPOCH, "here");
      assertThat(waiting.get().lines()).containsExactly("here");
    }
  }

  @Test
  void saysWhyAJournalCannotBeRead() {
    join();
    try (JournalDesk _ =
        desk(
            (unit, range) -> {
              throw new IllegalStateException("no journalctl here");
            })) {
      assertThatThrownBy(() -> questions.lines(WEB, "m1", JournalRange.last(1)))
          .isInstanceOf(FleetRefusedException.class)
          .hasMessage("its journal cannot be read: no journalctl here");
    }
  }

  @Test
  void doesNotAskAMachineThatIsAway() {
    assertThatThrownBy(() -> questions.lines(WEB, "m1", JournalRange.last(1)))
        .isInstanceOf(FleetRefusedException.class)
        .hasMessageContaining("m1 is away");
  }

  @Test
  void givesUpOnAMachineThatDoesNotAnswer() {
    join();
    var impatient = new JournalQuestions(store, timeline, Keyspace.DEFAULT, Duration.ofSeconds(1));

    assertThatThrownBy(() -> impatient.lines(WEB, "m1", JournalRange.last(1)))
        .isInstanceOf(FleetUnreachableException.class)
        .hasMessageContaining("did not say within 1 s");
    assertThat(store.range("/fleetk/journal-questions/").entries()).isEmpty();
  }
}
