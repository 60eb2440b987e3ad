package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which of the units that somebody loaded have changed since it was last asked. Used under the
 * machine's lock, which it gives up while it waits.
 */
final class ChangeFeed {
  private final ReentrantLock lock;
  private final Condition something;
  private final Set<UnitName> followed = new HashSet<>();
  private final Set<UnitName> changed = new HashSet<>();
  private boolean closed;

  ChangeFeed(ReentrantLock lock) {
    this.lock = lock;
    this.something = lock.newCondition();
  }

  /** Follows a unit from now on; that counts as a change. */
  void follow(UnitName unit) {
    followed.add(unit);
    add(Set.of(unit));
  }

  /** Follows a unit no longer. A change that nobody has seen yet is still told. */
  void forget(UnitName unit) {
    followed.remove(unit);
  }

  /** Forgets all: the machine is another one now. */
  void clear() {
    followed.clear();
    changed.clear();
  }

  /** Units have changed; those that nobody follows do not matter. */
  void add(Collection<UnitName> units) {
    for (UnitName unit : units) {
      if (followed.contains(unit)) {
        changed.add(unit);
        something.signalAll();
      }
    }
  }

  /** Everything that is followed may have changed. */
  void addAll() {
    add(Set.copyOf(followed));
  }

  /** Whether changes of a unit are told. */
  boolean follows(UnitName unit) {
    return followed.contains(unit);
  }

  /**
   * Takes the changes, waiting for one if there is none. For a thread that does not hold the lock.
   *
   * @return what has changed; empty when nothing did in that time, or this is closed, or the thread
   *     is interrupted, which it then remains
   */
  Set<UnitName> take(Duration patience) {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (changed.isEmpty() && !closed && left > 0) {
        left = something.awaitNanos(left);
      }
      Set<UnitName> taken = Set.copyOf(changed);
      changed.clear();
      return taken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Set.of();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    closed = true;
    something.signalAll();
  }

  boolean isClosed() {
    return closed;
  }
}
