package io.fleetk.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives systemd the signs of life that it waits for, as long as no part of the process is stuck.
 * When one is, the signs stop, and systemd starts the process anew; units go on.
 */
final class Watchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  /** How soon a part that got on after all is noticed. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ServiceManager manager;
  private final Supplier<List<String>> troubles;
  private final CountDownLatch closed = new CountDownLatch(1);
  private List<String> told = List.of();

  /**
   * Begins, if systemd waits for signs at all.
   *
   * @param troubles what is stuck, a line each
   */
  Watchdog(ServiceManager manager, Supplier<List<String>> troubles) {
    this.manager = manager;
    this.troubles = troubles;
    manager
        .watchdog()
        .ifPresent(
            time ->
                Thread.ofPlatform().daemon().name("watchdog").start(() -> feed(time.dividedBy(2))));
  }

  private void feed(Duration interval) {
    try {
      Duration next = interval;
      while (!closed.await(next.toMillis(), TimeUnit.MILLISECONDS)) {
        next = look() ? interval : RETRY;
      }
    } catch (InterruptedException e) {
      log.debug("The watchdog ends");
    }
  }

  private boolean look() {
    List<String> stuck = troubles.get();
    if (!stuck.equals(told)) {
      told = stuck;
      stuck.forEach(one -> log.error("Stuck: {}; systemd will start the daemon anew", one));
    }
    if (!stuck.isEmpty()) {
      return false;
    }
    try {
      manager.alive();
    } catch (IOException e) {
      log.warn("Cannot give systemd a sign of life: {}", e.getMessage());
    }
    return true;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
