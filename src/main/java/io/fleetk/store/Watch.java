package io.fleetk.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A stream of changes. One thread takes from it; any thread may close it. */
public interface Watch extends AutoCloseable {

  /**
   * Takes what has changed since the last call, waiting for something if nothing has.
   *
   * @param patience how long to wait
   * @return the changes in order, whole revisions only; empty when there were none in that time
   * @throws WatchLostException when changes may have been missed (compaction, a broken stream, a
   *     closed watch): read afresh and watch anew
   */
  Optional<Changes> next(Duration patience);

  /** Ends the stream and wakes a thread that waits for it. */
  @Override
  void close();

  /**
   * Changes up to and including a revision.
   *
   * @param revision the last revision among them
   * @param changes in order
   */
  record Changes(long revision, List<Change> changes) {
    /** Copies the list. */
    public Changes {
      changes = List.copyOf(changes);
    }
  }

  /** A change of one key. */
  sealed interface Change {
    /** The key that changed. */
    String key();

    /** The key was written. */
    record Put(Entry entry) implements Change {
      @Override
      public String key() {
        return entry.key();
      }
    }

    /** The key was removed, or its lease ran out. */
    record Delete(String key, long revision) implements Change {}
  }
}
