package io.fleetk.api;

import io.fleetk.fleet.FleetUnreachableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Where the fleet stands that calls are about, or for a while none: then calls wait. A fleet is
 * taken away when the calls that are about it have been answered.
 */
final class Stage implements Resource {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Duration patience;
  private Optional<Resource> fleet = Optional.empty();
  private int calls;
  private boolean closed;

  /**
   * An empty stage.
   *
   * @param patience how long a call waits for a fleet, and how long one that is taken away waits
   *     for its calls
   */
  Stage(Duration patience) {
    this.patience = patience;
  }

  /** Puts a fleet's routes here. */
  void put(Resource routes) {
    lock.lock();
    try {
      fleet = Optional.of(routes);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes them away. */
  void clear() {
    lock.lock();
    try {
      fleet = Optional.empty();
      var _ = await(() -> calls == 0);
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody wait any longer. */
  void close() {
    lock.lock();
    try {
      closed = true;
      fleet = Optional.empty();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Answer answer(Call call) {
    Resource routes = enter();
    try {
      return routes.answer(call);
    } finally {
      leave();
    }
  }

  private Resource enter() {
    lock.lock();
    try {
      if (!await(() -> fleet.isPresent() || closed) || closed) {
        throw new FleetUnreachableException(
            closed ? "the daemon is ending" : "the daemon is still starting");
      }
      calls++;
      return fleet.orElseThrow();
    } finally {
      lock.unlock();
    }
  }

  private boolean await(BooleanSupplier condition) {
    long left = patience.toNanos();
    while (!condition.getAsBoolean() && left > 0) {
      try {
        left = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return condition.getAsBoolean();
  }

  private void leave() {
    lock.lock();
    try {
      calls--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
