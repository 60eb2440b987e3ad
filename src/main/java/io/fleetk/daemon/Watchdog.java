package io.fleetk.daemon;

import io.fleetk.notify.ServiceManager;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

  /** A sign of life. */
  @FunctionalInterface
  interface Sign {
    void give() throws IOException;
  }

  private final Sign sign;
  private final Supplier<List<String>> troubles;
  private final CountDownLatch closed = new CountDownLatch(1);
  private List<String> told = List.of();

  /**
   * Begins.
   *
   * @param interval between two signs
   * @param troubles what is stuck, a line each
   */
  Watchdog(Duration interval, Sign sign, Supplier<List<String>> troubles) {
    this.sign = sign;
    this.troubles = troubles;
    Thread.ofPlatform().daemon().name("watchdog").start(() -> feed(interval));
  }

  /** Begins to give systemd signs, twice in its time, if it waits for them. */
  static Optional<Watchdog> of(ServiceManager manager, Supplier<List<String>> troubles) {
    return manager
        .watchdog()
        .map(time -> new Watchdog(time.dividedBy(2), manager::alive, troubles));
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
      sign.give();
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
