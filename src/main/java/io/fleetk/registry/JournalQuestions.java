package io.fleetk.registry;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.Machine;
import io.fleetk.store.Commit;
import io.fleetk.store.Lease;
import io.fleetk.store.Store;
import io.fleetk.store.StoreException;
import io.fleetk.store.Txn;
import io.fleetk.store.Watch;
import io.fleetk.store.Watch.Change;
import io.fleetk.store.WatchLostException;
import io.fleetk.time.Timeline;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the machine that has a journal through the store, where its {@link JournalDesk} finds the
 * question: whoever reaches the store reaches every machine's journal, and no machine has to listen
 * for that.
 */
public final class JournalQuestions implements JournalSource {
  private static final Logger log = LoggerFactory.getLogger(JournalQuestions.class);

  /** How long a machine may take, beyond what it is told to wait. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How many seconds longer than anybody waits a question is there. */
  private static final int LEASE_SPARE = 5;

  private final Store store;
  private final Keyspace keys;
  private final Timeline timeline;
  private final Duration patience;

  /** Asks through a store. */
  public JournalQuestions(Store store, Timeline timeline, Keyspace keys) {
    this(store, timeline, keys, PATIENCE);
  }

  JournalQuestions(Store store, Timeline timeline, Keyspace keys, Duration patience) {
    this.patience = patience;
    this.store = requireNonNull(store);
    this.timeline = requireNonNull(timeline);
    this.keys = requireNonNull(keys);
  }

  @Override
  public JournalLines lines(UnitName unit, String machineId, JournalRange range) {
    return Calls.onStore(
        () -> {
          if (store.get(keys.of(new Key.Presence(machineId))).isEmpty()) {
            throw new FleetRefusedException(
                "machine %s is away, and its journal with it"
                    .formatted(Machine.shortId(machineId)));
          }
          Duration wait = patience.plus(range.patience());
          Lease lease = store.grant(Duration.ofSeconds(wait.toSeconds() + LEASE_SPARE));
          try {
            return ask(Stored.Question.of(unit, range, lease.id()), machineId, wait);
          } finally {
            tidyUp(lease);
          }
        });
  }

  private JournalLines ask(Stored.Question question, String machineId, Duration wait) {
    String id = Long.toHexString(question.lease());
    String answerKey = keys.of(new Key.Answer(machineId, id));
    Commit asked =
        store.commit(
            Txn.builder()
                .put(
                    keys.of(new Key.Question(machineId, id)),
                    Codec.write(question),
                    question.lease())
                .build());
    Instant deadline = timeline.now().plus(wait);
    try (Watch watch = store.watch(answerKey, asked.revision())) {
      Duration left = wait;
      while (left.isPositive()) {
        Optional<Stored.Answer> answer = watch.next(left).flatMap(JournalQuestions::answer);
        if (answer.isPresent()) {
          return lines(answer.get());
        }
        left = Duration.between(timeline.now(), deadline);
      }
    } catch (WatchLostException e) {
      throw new FleetUnreachableException(
          "the answer of machine %s was lost (%s); ask again"
              .formatted(Machine.shortId(machineId), e.getMessage()),
          e);
    }
    throw new FleetUnreachableException(
        "machine %s did not say within %d s what is in its journal; see whether its daemon is well"
            .formatted(Machine.shortId(machineId), wait.toSeconds()));
  }

  private static Optional<Stored.Answer> answer(Watch.Changes changes) {
    return changes.changes().stream()
        .filter(Change.Put.class::isInstance)
        .map(put -> Codec.read(((Change.Put) put).entry(), Stored.Answer.class))
        .findFirst();
  }

  private static JournalLines lines(Stored.Answer answer) {
    if (answer.refusal().isPresent()) {
      throw new FleetRefusedException(answer.refusal().get());
    }
    return new JournalLines(answer.lines(), answer.cursor(), answer.cut());
  }

  private void tidyUp(Lease lease) {
    try {
      store.revoke(lease);
    } catch (StoreException e) {
      log.debug("A question to a journal is left to its lease: {}", e.getMessage());
    }
  }
}
