package io.fleetk.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The machine's own time. Each action runs on a virtual thread of its own. */
public final class SystemTimeline implements Timeline {
  private static final Logger log = LoggerFactory.getLogger(SystemTimeline.class);

  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("timeline").factory());
  private final Instant epoch = Instant.now();
  private final long epochNanos = System.nanoTime();

  @Override
  public Instant now() {
    return epoch.plusNanos(System.nanoTime() - epochNanos);
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    Future<?> pending =
        ticks.schedule(
            () -> Thread.ofVirtual().name("timer").start(() -> run(action)),
            Math.max(0, delay.toNanos()),
            TimeUnit.NANOSECONDS);
    return () -> pending.cancel(false);
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      log.error("A timed action failed: {}", e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    ticks.shutdownNow();
  }
}
