package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The faults that are set on a simulated machine; read and changed under its lock. */
final class FaultList implements Faults {
  private final Map<UnitName, Integer> failing = new HashMap<>();
  private final Map<UnitName, Duration> slow = new HashMap<>();
  private final Set<UnitName> unhealthy = new HashSet<>();
  private final ReentrantLock lock;
  private final Consumer<UnitName> whenFailing;

  /**
   * @param whenFailing told, under the lock, of a unit that is to fail from now on
   */
  FaultList(ReentrantLock lock, Consumer<UnitName> whenFailing) {
    this.lock = lock;
    this.whenFailing = whenFailing;
  }

  @Override
  public void fail(UnitName unit, int exitStatus) {
    if (exitStatus < 1 || exitStatus > 255) {
      throw new IllegalArgumentException(
          "exit status %d is not between 1 and 255".formatted(exitStatus));
    }
    locked(
        () -> {
          failing.put(unit, exitStatus);
          whenFailing.accept(unit);
        });
  }

  @Override
  public void slowStart(UnitName unit, Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("a start cannot be delayed by " + delay);
    }
    locked(() -> slow.put(unit, delay));
  }

  @Override
  public void failProbe(UnitName unit) {
    locked(() -> unhealthy.add(unit));
  }

  @Override
  public void mend(UnitName unit) {
    locked(
        () -> {
          failing.remove(unit);
          slow.remove(unit);
          unhealthy.remove(unit);
        });
  }

  /** The status that the unit's program ends with; empty when it does not. */
  OptionalInt exitStatus(UnitName unit) {
    Integer status = failing.get(unit);
    return status == null ? OptionalInt.empty() : OptionalInt.of(status);
  }

  Duration startDelay(UnitName unit) {
    return slow.getOrDefault(unit, Duration.ZERO);
  }

  boolean healthy(UnitName unit) {
    return !unhealthy.contains(unit);
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }
}
