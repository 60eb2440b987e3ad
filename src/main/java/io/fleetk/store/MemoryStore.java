package io.fleetk.store;

import io.fleetk.time.Timeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A store in this process's memory. */
@SuppressWarnings("DoNotCallSuggester")
public final class MemoryStore implements Store {
  private final Timeline timeline;

  /** An empty store that is gone when it is closed. */
  public MemoryStore(Timeline timeline) {
    this.timeline = timeline;
  }

  /**
   * A store that is kept in a file, so that a later one resumes where it ended. Keys tied to a
   * lease are not resumed.
   */
  public static MemoryStore open(Path file, Timeline timeline) {
    throw new UnsupportedOperationException("" + file + timeline);
  }

  /** Forgets the history up to and including a revision, as etcd's compaction does. */
  public void compact(long revision) {
    throw new UnsupportedOperationException("" + revision);
  }

  @Override
  public Range range(String prefix) {
    throw new UnsupportedOperationException("" + timeline);
  }

  @Override
  public Range range(String from, String to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Entry> get(String key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Commit commit(Txn txn) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Watch watch(String prefix, long afterRevision) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Lease grant(Duration ttl) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void keepAlive(Lease lease) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void revoke(Lease lease) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
