package io.fleetk.store;

import static java.util.Objects.requireNonNull;

import io.fleetk.store.Watch.Change;
import io.fleetk.store.Watch.Changes;
import io.fleetk.time.Timeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in this process's memory, kept in a file if it is {@linkplain #open opened} on one.
 *
 * <p>Leases run out by the timeline that it is given. Safe for use by several threads: everything
 * happens under one lock, so that revisions, entries, watches and file agree.
 */
public final class MemoryStore implements Store {
  private static final Logger log = LoggerFactory.getLogger(MemoryStore.class);
  private static final long FIRST_REVISION = 1;

  private final ReentrantLock lock = new ReentrantLock();
  private final Optional<StoreLog> saved;
  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private final Set<MemoryWatch> watches = new HashSet<>();
  private final History history;
  private final Tenancies tenancies;
  private long revision;
  private boolean closed;

  /** An empty store that is gone when it is closed. */
  public MemoryStore(Timeline timeline) {
    this(timeline, Optional.empty(), FIRST_REVISION, List.of());
  }

  private MemoryStore(
      Timeline timeline, Optional<StoreLog> saved, long revision, List<Entry> resumed) {
    this.saved = saved;
    this.revision = revision;
    // Lease numbers of an earlier life must not come again.
    this.tenancies = new Tenancies(requireNonNull(timeline), lock, revision, this::endTied);
    this.history = new History(revision);
    resumed.forEach(entry -> entries.put(entry.key(), entry));
  }

  /**
   * A store that is kept in a file, so that a later one resumes where it ended. A write that
   * returned is in the file, even if this process is killed the next moment. Keys tied to a lease
   * are not resumed; revisions go on above every earlier one, with no history.
   *
   * @param file the file; it and its folder are made if they do not exist. What is next to it and
   *     has its name and {@code .lock} says that it is in use
   * @throws StoreUnavailableException when the file cannot be read, is damaged, or is open in
   *     another process
   * @throws StoreNotSavedException when the file cannot be written
   */
  public static MemoryStore open(Path file, Timeline timeline) {
    return open(file, timeline, Disk.REAL);
  }

  static MemoryStore open(Path file, Timeline timeline, Disk disk) {
    StoreLog log = StoreLog.open(file, disk, FIRST_REVISION);
    return new MemoryStore(timeline, Optional.of(log), log.startRevision(), log.startEntries());
  }

  /**
   * Forgets the history up to and including a revision, as etcd's compaction does. A watch that has
   * yet to take changes from before then is lost.
   *
   * @throws IllegalArgumentException when the revision has not been reached
   */
  public void compact(long upTo) {
    locked(
        () -> {
          if (upTo > revision) {
            throw new IllegalArgumentException(
                "cannot compact at revision %d, only %d is reached".formatted(upTo, revision));
          }
          history.forgetUpTo(upTo);
          watches.stream()
              .filter(watch -> watch.isBehind(upTo))
              .forEach(watch -> watch.lose(compactedMessage()));
          return null;
        });
  }

  private String compactedMessage() {
    return "the changes up to revision %d are forgotten".formatted(history.compacted());
  }

  @Override
  public Range range(String prefix) {
    return locked(
        () ->
            new Range(
                revision,
                entries.tailMap(prefix, true).values().stream()
                    .takeWhile(entry -> entry.key().startsWith(prefix))
                    .toList()));
  }

  @Override
  public Range range(String from, String to) {
    return locked(
        () -> {
          NavigableMap<String, Entry> between = entries.subMap(from, true, to, false);
          return new Range(revision, List.copyOf(between.values()));
        });
  }

  @Override
  public Optional<Entry> get(String key) {
    return locked(() -> Optional.ofNullable(entries.get(key)));
  }

  @Override
  public Commit commit(Txn txn) {
    txn.requireWithinLimits();
    return locked(
        () -> {
          if (!txn.conditions().stream().allMatch(this::holds)) {
            return new Commit(false, revision);
          }
          List<Change> changes = new ArrayList<>();
          for (Txn.Operation operation : txn.operations()) {
            change(operation).ifPresent(changes::add);
          }
          saveAndApply(changes);
          return new Commit(true, revision);
        });
  }

  private boolean holds(Txn.Condition condition) {
    Optional<Entry> entry = Optional.ofNullable(entries.get(condition.key()));
    return switch (condition) {
      case Txn.Condition.ModRevision wanted ->
          entry.map(Entry::modRevision).orElse(0L) == wanted.revision();
      case Txn.Condition.CreateRevision wanted ->
          entry.map(Entry::createRevision).orElse(0L) == wanted.revision();
    };
  }

  private Optional<Change> change(Txn.Operation operation) {
    long next = revision + 1;
    Optional<Entry> before = Optional.ofNullable(entries.get(operation.key()));
    return switch (operation) {
      case Txn.Operation.Put put -> {
        if (put.lease() != 0) {
          tenancies.require(put.lease());
        }
        long created = before.map(Entry::createRevision).orElse(next);
        yield Optional.of(
            new Change.Put(new Entry(put.key(), put.value(), created, next, put.lease())));
      }
      case Txn.Operation.Delete delete ->
          before.map(entry -> new Change.Delete(delete.key(), next));
    };
  }

  private void saveAndApply(List<Change> changes) {
    if (!changes.isEmpty()) {
      saved.ifPresent(file -> file.append(revision + 1, changes));
      apply(changes);
    }
  }

  /** Makes a revision of changes; nothing in here can fail. */
  private void apply(List<Change> changes) {
    revision++;
    for (Change change : changes) {
      Optional<Entry> before =
          Optional.ofNullable(
              switch (change) {
                case Change.Put put -> entries.put(put.key(), put.entry());
                case Change.Delete delete -> entries.remove(delete.key());
              });
      before.ifPresent(entry -> tenancies.untie(entry.key(), entry.lease()));
      if (change instanceof Change.Put put) {
        tenancies.tie(put.key(), put.entry().lease());
      }
    }
    Changes whole = new Changes(revision, changes);
    history.add(whole);
    watches.forEach(watch -> watch.offer(whole));
    saved.ifPresent(file -> file.rewriteIfGrown(revision, entries.values()));
  }

  @Override
  public Watch watch(String prefix, long afterRevision) {
    return locked(
        () -> {
          MemoryWatch watch = new MemoryWatch(lock, prefix, afterRevision, watches::remove);
          watches.add(watch);
          if (afterRevision < history.compacted()) {
            watch.lose(compactedMessage());
          } else {
            history.after(afterRevision).forEach(watch::offer);
          }
          return watch;
        });
  }

  @Override
  public Lease grant(Duration ttl) {
    return locked(() -> tenancies.grant(ttl));
  }

  @Override
  public void keepAlive(Lease lease) {
    locked(
        () -> {
          tenancies.keepAlive(lease);
          return null;
        });
  }

  @Override
  public void revoke(Lease lease) {
    locked(
        () -> {
          tenancies.revoke(lease);
          return null;
        });
  }

  /** Removes the keys of a lease that is over. */
  private void endTied(List<String> keys) {
    long next = revision + 1;
    List<Change> changes = keys.stream().<Change>map(key -> new Change.Delete(key, next)).toList();
    try {
      saved.ifPresent(file -> file.append(next, changes));
    } catch (StoreNotSavedException e) {
      // Keys tied to a lease are not in the file, so it stays right without this.
      log.warn("{}", e.getMessage());
    }
    apply(changes);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      tenancies.close();
      watches.forEach(watch -> watch.lose("the store is closed"));
      watches.clear();
      saved.ifPresent(StoreLog::close);
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      if (closed) {
        throw new StoreUnavailableException("the store is closed");
      }
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
