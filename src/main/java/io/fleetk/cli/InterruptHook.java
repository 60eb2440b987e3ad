package io.fleetk.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets work end in order when the process is told to end (Ctrl-C, SIGTERM): the process waits until
 * the work has stopped and this is closed, but not for ever.
 */
final class InterruptHook implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  private InterruptHook(Runnable stop) {
    this.thread =
        new Thread(
            () -> {
              stop.run();
              try {
                boolean inTime = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assert inTime : "the work did not stop in time";
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "interrupt");
  }

  /** Calls {@code stop} when the process is told to end. */
  static InterruptHook install(Runnable stop) {
    var hook = new InterruptHook(stop);
    Runtime.getRuntime().addShutdownHook(hook.thread);
    return hook;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook waits for this.
    }
    ended.countDown();
  }
}
