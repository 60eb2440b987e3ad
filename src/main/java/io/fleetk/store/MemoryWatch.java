package io.fleetk.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

/** A watch on a {@link MemoryStore}, which hands it every revision under the store's lock. */
final class MemoryWatch implements Watch {
  /** A watch that nobody takes from must not fill the memory; it is lost instead. */
  private static final int MAX_WAITING = 100_000;

  /** What may wait of keys and values, in characters: the same, for large values. */
  private static final long MAX_WEIGHT = 16L * 1024 * 1024;

  private final Lock lock;
  private final Condition something;
  private final String prefix;
  private final long afterRevision;
  private final Consumer<MemoryWatch> onClose;
  private final List<Change> waiting = new ArrayList<>();
  private long weight;
  private long lastRevision;
  private Optional<String> lost = Optional.empty();

  MemoryWatch(Lock lock, String prefix, long afterRevision, Consumer<MemoryWatch> onClose) {
    this.lock = lock;
    this.something = lock.newCondition();
    this.prefix = prefix;
    this.afterRevision = afterRevision;
    this.onClose = onClose;
  }

  /** Takes in a revision; the caller holds the lock. */
  void offer(Changes revision) {
    if (lost.isPresent() || revision.revision() <= afterRevision) {
      return;
    }
    List<Change> mine =
        revision.changes().stream().filter(change -> change.key().startsWith(prefix)).toList();
    if (mine.isEmpty()) {
      return;
    }
    long heavier = weight + mine.stream().mapToLong(History::weight).sum();
    if (waiting.size() + mine.size() > MAX_WAITING || heavier > MAX_WEIGHT) {
      lose(
          "the watch of %s fell %d changes (%d characters) behind"
              .formatted(prefix, waiting.size(), weight));
      return;
    }
    waiting.addAll(mine);
    weight = heavier;
    lastRevision = revision.revision();
    something.signalAll();
  }

  /** Whether changes up to a revision wait to be taken; the caller holds the lock. */
  boolean isBehind(long revision) {
    return waiting.stream().anyMatch(change -> revisionOf(change) <= revision);
  }

  /** Ends the watch with a reason; the caller holds the lock. */
  void lose(String reason) {
    if (lost.isEmpty()) {
      lost = Optional.of(reason);
      waiting.clear();
      something.signalAll();
    }
  }

  private static long revisionOf(Change change) {
    return switch (change) {
      case Change.Put put -> put.entry().modRevision();
      case Change.Delete delete -> delete.revision();
    };
  }

  @Override
  public Optional<Changes> next(Duration patience) {
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (lost.isEmpty() && waiting.isEmpty() && nanos > 0) {
        nanos = something.awaitNanos(nanos);
      }
      if (lost.isPresent()) {
        throw new WatchLostException(lost.get());
      }
      if (waiting.isEmpty()) {
        return Optional.empty();
      }
      Changes taken = new Changes(lastRevision, waiting);
      waiting.clear();
      weight = 0;
      return Optional.of(taken);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WatchLostException("interrupted while watching " + prefix, e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      lose("the watch of %s is closed".formatted(prefix));
      onClose.accept(this);
    } finally {
      lock.unlock();
    }
  }
}
