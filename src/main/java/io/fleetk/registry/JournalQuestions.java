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
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

  /** How long a machine may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

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
  public List<String> lines(UnitName unit, String machineId, int lines) {
    return Calls.onStore(
        () -> {
          if (store.get(keys.of(new Key.Presence(machineId))).isEmpty()) {
            throw new FleetRefusedException(
                "machine %s is away, and its journal with it"
                    .formatted(Machine.shortId(machineId)));
          }
          Lease lease = store.grant(patience.plusSeconds(5));
          try {
            return ask(new Stored.Question(unit.text(), lines, lease.id()), machineId);
          } finally {
            tidyUp(lease);
          }
        });
  }

  private List<String> ask(Stored.Question question, String machineId) {
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
    Instant deadline = timeline.now().plus(patience);
    try (Watch watch = store.watch(answerKey, asked.revision())) {
      Duration left = patience;
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
            .formatted(Machine.shortId(machineId), patience.toSeconds()));
  }

  private static Optional<Stored.Answer> answer(Watch.Changes changes) {
    return changes.changes().stream()
        .filter(Change.Put.class::isInstance)
        .map(put -> Codec.read(((Change.Put) put).entry(), Stored.Answer.class))
        .findFirst();
  }

  private static List<String> lines(Stored.Answer answer) {
    if (answer.refusal().isPresent()) {
      throw new FleetRefusedException(answer.refusal().get());
    }
    return answer.lines();
  }

  private void tidyUp(Lease lease) {
    try {
      store.revoke(lease);
    } catch (StoreException e) {
      log.debug("A question to a journal is left to its lease: {}", e.getMessage());
    }
  }
}
