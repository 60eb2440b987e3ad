package io.fleetk.balance;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Checks one backend for as long as it is open: at once, and then from time to time. */
final class Examiner implements AutoCloseable {
  private final Supplier<Finding> examination;
  private final Consumer<Finding> report;
  private final Supplier<Duration> pace;
  private final Semaphore hurry = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Begins.
   *
   * @param pace how long to wait now, asked after each report
   */
  Examiner(
      String host,
      Supplier<Finding> examination,
      Consumer<Finding> report,
      Supplier<Duration> pace) {
    this.examination = examination;
    this.report = report;
    this.pace = pace;
    this.thread = Thread.ofVirtual().name("checks of " + host).start(this::run);
  }

  private void run() {
    try {
      while (!closed) {
        Finding finding = examination.get();
        if (!closed) {
          report.accept(finding);
          boolean hurried = hurry.tryAcquire(pace.get().toMillis(), TimeUnit.MILLISECONDS);
          if (hurried) {
            hurry.drainPermits();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed while it waited
    }
  }

  /** Something was heard of the backend: checks it now rather than later. */
  void hurry() {
    hurry.release();
  }

  /** Ends; what is being tried then is no longer reported. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
