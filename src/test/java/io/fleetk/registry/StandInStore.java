package io.fleetk.registry;

import io.fleetk.store.Commit;
import io.fleetk.store.Entry;
import io.fleetk.store.Lease;
import io.fleetk.store.MemoryStore;
import io.fleetk.store.Range;
import io.fleetk.store.Store;
import io.fleetk.store.StoreUnavailableException;
import io.fleetk.store.Txn;
import io.fleetk.store.Watch;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/** A store in memory that a test can take away, and get in between of. */
final class StandInStore implements Store {
  private final Deque<Runnable> beforeCommits = new ConcurrentLinkedDeque<>();
  private final MemoryStore memory;
  private volatile boolean down;

  StandInStore(MemoryStore memory) {
    this.memory = memory;
  }

  /** Lets somebody else act right before the next commit. */
  void beforeNextCommit(Runnable action) {
    beforeCommits.add(action);
  }

  void down(boolean isDown) {
    down = isDown;
  }

  private MemoryStore reached() {
    if (down) {
      throw new StoreUnavailableException("etcd at http://10.0.0.1:2379 does not answer");
    }
    return memory;
  }

  @Override
  public Range range(String prefix) {
    return reached().range(prefix);
  }

  @Override
  public Range range(String from, String to) {
    return reached().range(from, to);
  }

  @Override
  public Optional<Entry> get(String key) {
    return reached().get(key);
  }

  @Override
  public Commit commit(Txn txn) {
    Optional.ofNullable(beforeCommits.poll()).ifPresent(Runnable::run);
    return reached().commit(txn);
  }

  @Override
  public Watch watch(String prefix, long afterRevision) {
    return reached().watch(prefix, afterRevision);
  }

  @Override
  public Lease grant(Duration ttl) {
    return reached().grant(ttl);
  }

  @Override
  public void keepAlive(Lease lease) {
    reached().keepAlive(lease);
  }

  @Override
  public void revoke(Lease lease) {
    reached().revoke(lease);
  }

  @Override
  public void close() {
    memory.close();
  }
}
