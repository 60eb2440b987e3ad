package io.fleetk.agent;

import static java.util.Objects.requireNonNull;

import io.fleetk.time.Pulse;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does one thing over and over until it is closed, with a bell that others ring. A
 * step that throws is logged and tried again after a while; it never ends the thread.
 */
final class Role implements AutoCloseable {
  /** How long to leave something alone that has just failed. */
  static final Duration RETRY = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(Role.class);
  private static final Duration PATIENCE_FOR_THE_END = Duration.ofSeconds(2);

  private final Timeline timeline;
  private final Pulse pulse;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean rung;
  private volatile boolean closed;

  /** What a role does; each step ends within a second or waits by {@link #await}. */
  @FunctionalInterface
  interface Step {
    void run(Role role);
  }

  Role(String name, Timeline timeline, Step step) {
    this.timeline = requireNonNull(timeline);
    this.pulse = new Pulse(name, timeline);
    this.thread = Thread.ofVirtual().name(name).unstarted(() -> repeat(name, step));
  }

  void start() {
    thread.start();
  }

  private void repeat(String name, Step step) {
    while (!closed) {
      pulse.beat();
      try {
        step.run(this);
      } catch (RuntimeException e) {
        if (!closed) {
          log.error("{}: {}; trying again in {} s", name, e, RETRY.toSeconds(), e);
          sleep(RETRY);
        }
      }
    }
  }

  boolean closed() {
    return closed;
  }

  /** What is wrong with it, in a line, when it gets nowhere. */
  Optional<String> trouble() {
    if (closed || thread.getState() == Thread.State.NEW) {
      return Optional.empty();
    }
    return thread.isAlive()
        ? pulse.trouble()
        : Optional.of(thread.getName() + " has ended by itself");
  }

  /** Ends the present or the next {@link #await} at once. */
  void ring() {
    lock.lock();
    try {
      rung = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the bell rings, the time has passed on the timeline, or the role is closed. */
  void await(Duration atMost) {
    waitFor(atMost, true);
  }

  /** Waits until the time has passed on the timeline, or the role is closed. */
  void sleep(Duration time) {
    waitFor(time, false);
  }

  private void waitFor(Duration time, boolean heedBell) {
    boolean[] due = {false};
    pulse.pause(time);
    Timeline.Timer timer =
        timeline.after(
            time,
            () -> {
              lock.lock();
              try {
                due[0] = true;
                woken.signalAll();
              } finally {
                lock.unlock();
              }
            });
    lock.lock();
    try {
      while (!closed && !due[0] && !(heedBell && rung)) {
        // The timer ends this wait; the limit is only there so that no wait is without an end.
        var _ = woken.await(10, TimeUnit.SECONDS);
      }
      if (heedBell) {
        rung = false;
      }
    } catch (InterruptedException e) {
      closed = true;
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
      timer.cancel();
      pulse.beat();
    }
  }

  /** Tells the role to end, without waiting for it. */
  void end() {
    closed = true;
    ring();
  }

  /** Ends the role: interrupts a step that takes longer than a moment. */
  @Override
  public void close() {
    end();
    if (thread.getState() == Thread.State.NEW || thread.equals(Thread.currentThread())) {
      return;
    }
    try {
      if (!thread.join(PATIENCE_FOR_THE_END)) {
        thread.interrupt();
        if (!thread.join(PATIENCE_FOR_THE_END)) {
          log.warn("{} did not end within {} s", thread.getName(), PATIENCE_FOR_THE_END);
        }
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
