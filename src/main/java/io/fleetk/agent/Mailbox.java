package io.fleetk.agent;

import io.fleetk.time.Pulse;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that one thread takes in turn. A message that throws is logged, and another one put in
 * to make up for it after a while; what comes after the end is dropped.
 */
final class Mailbox implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Mailbox.class);
  private static final long PATIENCE_SECONDS = 5;

  private final String name;
  private final Timeline timeline;
  private final Runnable makeUp;
  private final Pulse pulse;
  private final AtomicInteger waiting = new AtomicInteger();
  private final ExecutorService thread;

  Mailbox(String name, Timeline timeline, Runnable makeUp) {
    this.name = name;
    this.timeline = timeline;
    this.makeUp = makeUp;
    this.pulse = new Pulse(name, timeline);
    this.thread = Executors.newSingleThreadExecutor(Thread.ofVirtual().name(name).factory());
  }

  void put(Runnable message) {
    waiting.incrementAndGet();
    pulse.expect();
    try {
      thread.execute(() -> take(message));
    } catch (RejectedExecutionException e) {
      log.debug("{}: a message came after the end", name);
    }
  }

  /** Puts a message in when the time has passed on the timeline. */
  void putLater(Duration delay, Runnable message) {
    timeline.after(delay, () -> put(message));
  }

  /** What is wrong, in a line, when messages are not taken. */
  Optional<String> trouble() {
    return thread.isShutdown() ? Optional.empty() : pulse.trouble();
  }

  private void take(Runnable message) {
    pulse.beat();
    try {
      message.run();
    } catch (RuntimeException e) {
      log.error("{}: {}; trying again in {} s", name, e, Role.RETRY.toSeconds(), e);
      putLater(Role.RETRY, makeUp);
    } finally {
      if (waiting.decrementAndGet() == 0) {
        pulse.rest();
      }
    }
  }

  /** Takes what is in by now, and ends the thread. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
        if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          log.warn("{} did not end within {} s", name, 2 * PATIENCE_SECONDS);
        }
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
