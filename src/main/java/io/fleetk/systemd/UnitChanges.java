package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the units that are loaded, or were and are not gone yet, have changed, by what systemd
 * signals. Safe for use by several threads.
 */
final class UnitChanges implements SystemdSignals.Listener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UnitChanges.class);
  private static final Set<String> GOOD_ENDS = Set.of("done", "skipped", "canceled");

  private final ReentrantLock lock = new ReentrantLock();
  private final ChangeFeed feed = new ChangeFeed(lock);

  /** Units that were unloaded and may still run. */
  private final Set<UnitName> leaving = ConcurrentHashMap.newKeySet();

  private volatile boolean reloading;

  private void feeding(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  /** Tells of a unit from now on; that it is loaded counts as a change. */
  void follow(UnitName unit) {
    leaving.remove(unit);
    feeding(() -> feed.follow(unit));
  }

  /** A unit was unloaded: tells of it until it is gone. */
  void leave(UnitName unit) {
    leaving.add(unit);
  }

  /** Forgets those of the units that were unloaded that are gone by now. */
  void forgetGone(Predicate<UnitName> isGone) {
    leaving.stream().filter(isGone).forEach(this::forget);
  }

  private void forget(UnitName unit) {
    leaving.remove(unit);
    feeding(
        () -> {
          feed.add(Set.of(unit));
          feed.forget(unit);
        });
  }

  /** The line to systemd is a new one: if a reload was under way, its end was missed. */
  void forgetReload() {
    reloading = false;
  }

  /** Whatever happened before is unknown: everything may have changed. */
  void addAll() {
    feeding(feed::addAll);
  }

  /** See {@link Systemd#changes}. */
  Set<UnitName> take(Duration patience) {
    return feed.take(patience);
  }

  @Override
  public void unitChanged(UnitName unit) {
    if (!reloading) {
      feeding(() -> feed.add(Set.of(unit)));
    }
  }

  @Override
  public void unitGone(UnitName unit) {
    if (reloading) {
      return;
    }
    if (leaving.contains(unit)) {
      forget(unit);
    } else {
      unitChanged(unit);
    }
  }

  @Override
  public void jobEnded(UnitName unit, String result) {
    feeding(
        () -> {
          feed.add(Set.of(unit));
          if (feed.follows(unit) && !GOOD_ENDS.contains(result)) {
            log.info("{}: what systemd was asked to do ended: {}", unit, result);
          }
        });
  }

  @Override
  public void reloading(boolean begins) {
    reloading = begins;
    if (!begins) {
      feeding(feed::addAll);
    }
  }

  /** Ends every wait for a change. */
  @Override
  public void close() {
    feeding(feed::close);
  }
}
