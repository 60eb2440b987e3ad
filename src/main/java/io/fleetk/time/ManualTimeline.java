package io.fleetk.time;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A timeline that stands still until it is moved: what falls due runs in order of its moment, on
 * the thread that moves it, so that a simulation is repeatable.
 */
public final class ManualTimeline implements Timeline {
  private record Moment(Instant at, long order) implements Comparable<Moment> {
    @Override
    public int compareTo(Moment other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final TreeMap<Moment, Runnable> pending = new TreeMap<>();
  private Instant now;
  private long order;

  /** A timeline that begins at a moment. */
  public ManualTimeline(Instant start) {
    this.now = requireNonNull(start);
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized Timer after(Duration delay, Runnable action) {
    Moment moment = new Moment(delay.isNegative() ? now : now.plus(delay), order++);
    pending.put(moment, requireNonNull(action));
    return () -> {
      synchronized (this) {
        pending.remove(moment);
      }
    };
  }

  /** Moves time forward, running everything that falls due on the way, in order. */
  public void advance(Duration by) {
    Instant end = now().plus(by);
    for (Optional<Runnable> due = takeDue(end); due.isPresent(); due = takeDue(end)) {
      due.get().run();
    }
    synchronized (this) {
      now = now.isBefore(end) ? end : now;
    }
  }

  private synchronized Optional<Runnable> takeDue(Instant end) {
    if (pending.isEmpty() || pending.firstKey().at().isAfter(end)) {
      return Optional.empty();
    }
    var first = pending.pollFirstEntry();
    now = first.getKey().at().isAfter(now) ? first.getKey().at() : now;
    return Optional.of(first.getValue());
  }

  @Override
  public synchronized void close() {
    pending.clear();
  }
}
