package io.fleetk.systemd;

import io.fleetk.time.Timeline;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What all parts of a simulated machine share: its lock, its time, its journal, its files, its
 * process numbers.
 *
 * <p>Everything on the machine happens under the lock; an alarm that is cancelled under it never
 * goes off, and none goes off in another boot than it was set in.
 */
final class Host {
  /** What starting any process takes. */
  static final Duration MOMENT = Duration.ofMillis(1);

  private static final int FIRST_PID = 1000;

  private final String hostname;
  private final Timeline timeline;
  private final Behaviour behaviour;
  private final Runnable afterwards;
  private final ReentrantLock lock = new ReentrantLock();
  private final Journal journal;
  private final SimulatedFiles files = new SimulatedFiles();
  private final FaultList faults;
  private int boot;
  private int nextPid = FIRST_PID;

  /**
   * What the parts of one machine share.
   *
   * @param afterwards run after everything that an alarm does, under the lock
   * @param whenFailing told of a unit that is to fail from now on, under the lock
   */
  Host(
      String hostname,
      Timeline timeline,
      Behaviour behaviour,
      Runnable afterwards,
      Consumer<UnitName> whenFailing) {
    this.hostname = hostname;
    this.timeline = timeline;
    this.behaviour = behaviour;
    this.afterwards = afterwards;
    this.journal = new Journal(hostname, lock.newCondition());
    this.faults = new FaultList(lock, whenFailing);
  }

  ReentrantLock lock() {
    return lock;
  }

  String hostname() {
    return hostname;
  }

  Instant now() {
    return timeline.now();
  }

  Behaviour behaviour() {
    return behaviour;
  }

  Journal journal() {
    return journal;
  }

  SimulatedFiles files() {
    return files;
  }

  FaultList faults() {
    return faults;
  }

  int newPid() {
    return nextPid++;
  }

  /** Has systemd say something about a unit. */
  void log(UnitName unit, String text) {
    journal.add(now(), unit, "systemd[1]", text);
  }

  /** Ends a boot: no alarm that was set goes off any more. */
  void endBoot() {
    boot++;
    nextPid = FIRST_PID;
  }

  /** Does something later, under the lock, in this boot. */
  Alarm after(Duration delay, Runnable action) {
    return new Alarm(delay, action);
  }

  /** Something to be done later. */
  final class Alarm {
    private final int setIn = boot;
    private final Runnable action;
    private final Timeline.Timer timer;
    private boolean off;

    private Alarm(Duration delay, Runnable action) {
      this.action = action;
      this.timer = timeline.after(delay, this::ring);
    }

    private void ring() {
      lock.lock();
      try {
        if (!off && setIn == boot) {
          off = true;
          action.run();
          afterwards.run();
        }
      } finally {
        lock.unlock();
      }
    }

    void cancel() {
      off = true;
      timer.cancel();
    }
  }
}
