package io.fleetk.registry;

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
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what {@link JournalQuestions} ask of one machine, on threads of its own, until it is
 * closed.
 */
public final class JournalDesk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JournalDesk.class);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  /** How many questions may wait for lines at once; more are answered with what there is. */
  private static final int MOST_WAITING = 64;

  private final Store store;
  private final Keyspace keys;
  private final String machineId;
  private final LocalJournal journal;
  private final Thread thread;
  private final ExecutorService answers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("journal-answer-", 0).factory());
  private final Semaphore waiting = new Semaphore(MOST_WAITING);

  /** The questions that are being answered, by their keys. */
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<Watch> watch = Optional.empty();

  /** Reads this machine's journal. */
  @FunctionalInterface
  public interface LocalJournal {
    /** A part of a unit's journal, oldest lines first, waited for as the range says. */
    JournalLines lines(UnitName unit, JournalRange range);
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

  /** Each answer has a thread of its own, as it may wait for lines. */
  private void answer(Entry entry) {
    if (!(keys.read(entry.key()).orElse(null) instanceof Key.Question(var machine, String id))
        || closed.getCount() == 0
        || !underWay.add(entry.key())) {
      return;
    }
    answers.execute(
        () -> {
          try {
            answer(entry, new Key.Answer(machine, id));
          } catch (RuntimeException e) {
            log.warn("A question to the journal was not answered", e);
          } finally {
            underWay.remove(entry.key());
          }
        });
  }

  private void answer(Entry entry, Key.Answer key) {
    Stored.Question question = Codec.read(entry, Stored.Question.class);
    try {
      store.commit(
          Txn.builder()
              .ifModRevision(entry.key(), entry.modRevision())
              .put(keys.of(key), Codec.write(answerTo(question)), question.lease())
              .build());
    } catch (LeaseLostException e) {
      log.debug("Nobody waits for the answer to {} any more", entry.key());
    } catch (StoreException e) {
      log.debug("The answer to {} cannot be given: {}", entry.key(), e.getMessage());
    }
  }

  private Stored.Answer answerTo(Stored.Question question) {
    boolean mayWait = waiting.tryAcquire();
    try {
      JournalRange range = question.range();
      return Stored.Answer.of(
          journal.lines(
              UnitName.of(question.unit()), mayWait ? range : range.waiting(Duration.ZERO)));
    } catch (RuntimeException e) {
      return Stored.Answer.refusing("its journal cannot be read: " + e.getMessage());
    } finally {
      if (mayWait) {
        waiting.release();
      }
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    closed.countDown();
    watch.ifPresent(Watch::close);
    try {
      if (thread.getState() != Thread.State.NEW && !thread.join(CLOSE_PATIENCE)) {
        thread.interrupt();
        log.warn("The journal's desk did not close within {} s", CLOSE_PATIENCE.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    answers.shutdownNow();
  }
}
