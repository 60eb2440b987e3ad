package io.fleetk.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.fleetk.store.Entry;
import io.fleetk.store.LeaseLostException;
import io.fleetk.store.Range;
import io.fleetk.store.Store;
import io.fleetk.store.StoreException;
import io.fleetk.store.Txn;
import io.fleetk.store.Watch;
import io.fleetk.store.Watch.Change;
import io.fleetk.store.WatchLostException;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what {@link JournalQuestions} ask of one machine, on a thread of its own, until it is
 * closed.
 */
public final class JournalDesk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JournalDesk.class);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  /** What fits into a transaction with room to spare. */
  private static final int MOST_BYTES = Txn.MAX_BYTES / 2;

  private final Store store;
  private final Keyspace keys;
  private final String machineId;
  private final LocalJournal journal;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<Watch> watch = Optional.empty();

  /** Reads this machine's journal. */
  @FunctionalInterface
  public interface LocalJournal {
    /**
     * The last lines of a unit's journal, oldest first.
     *
     * @param lines how many at most
     */
    List<String> lines(UnitName unit, int lines);
  }

  /** The desk of a machine; it opens with {@link #start}. */
  public JournalDesk(Store store, Keyspace keys, String machineId, LocalJournal journal) {
    this.store = requireNonNull(store);
    this.keys = requireNonNull(keys);
    this.machineId = requireNonNull(machineId);
    this.journal = requireNonNull(journal);
    this.thread = Thread.ofVirtual().name("journal-desk").unstarted(this::work);
  }

  /** Begins, once; returns at once. */
  public void start() {
    thread.start();
  }

  private void work() {
    while (closed.getCount() > 0) {
      try {
        follow();
      } catch (WatchLostException e) {
        log.debug("Questions to the journal are read afresh: {}", e.getMessage());
      } catch (StoreException e) {
        log.debug("Questions to the journal cannot be read: {}", e.getMessage());
        rest();
      } catch (RuntimeException e) {
        log.warn("A question to the journal was not answered", e);
        rest();
      }
    }
  }

  private void rest() {
    try {
      var _ = closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  private void follow() {
    String prefix = keys.questions(machineId);
    Range range = store.range(prefix);
    range.entries().forEach(this::answer);
    try (Watch following = store.watch(prefix, range.revision())) {
      watch = Optional.of(following);
      while (closed.getCount() > 0) {
        following
            .next(PATIENCE)
            .ifPresent(
                changes ->
                    changes.changes().stream()
                        .filter(Change.Put.class::isInstance)
                        .forEach(put -> answer(((Change.Put) put).entry())));
      }
    } finally {
      watch = Optional.empty();
    }
  }

  private void answer(Entry entry) {
    if (!(keys.read(entry.key()).orElse(null) instanceof Key.Question(var machine, String id))) {
      return;
    }
    Stored.Question question = Codec.read(entry, Stored.Question.class);
    try {
      store.commit(
          Txn.builder()
              .ifModRevision(entry.key(), entry.modRevision())
              .put(
                  keys.of(new Key.Answer(machine, id)),
                  Codec.write(answerTo(question)),
                  question.lease())
              .build());
    } catch (LeaseLostException e) {
      log.debug("Nobody waits for the answer to {} any more", entry.key());
    }
  }

  private Stored.Answer answerTo(Stored.Question question) {
    try {
      return new Stored.Answer(
          lastThatFit(journal.lines(UnitName.of(question.unit()), question.lines())),
          Optional.empty());
    } catch (RuntimeException e) {
      return new Stored.Answer(
          List.of(), Optional.of("its journal cannot be read: " + e.getMessage()));
    }
  }

  private static List<String> lastThatFit(List<String> lines) {
    Deque<String> last = new ArrayDeque<>();
    int bytes = 0;
    for (String line : lines.reversed()) {
      bytes += line.getBytes(UTF_8).length;
      if (bytes > MOST_BYTES) {
        break;
      }
      last.addFirst(line);
    }
    return List.copyOf(last);
  }

  /** Ends the thread. */
  @Override
  public void close() {
    closed.countDown();
    watch.ifPresent(Watch::close);
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      if (!thread.join(CLOSE_PATIENCE)) {
        thread.interrupt();
        log.warn("The journal's desk did not close within {} s", CLOSE_PATIENCE.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
