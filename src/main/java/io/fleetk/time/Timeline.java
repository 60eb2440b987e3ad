package io.fleetk.time;

import java.time.Duration;
import java.time.Instant;

/**
 * The flow of time that a part of fleetk lives in: the machine's own, or one that a test moves.
 *
 * <p>Nothing in fleetk sleeps or reads the system clock directly where a deadline matters; it asks
 * a timeline. Implementations are safe for use by several threads.
 */
public interface Timeline extends AutoCloseable {

  /** The present moment on this timeline; never goes backwards. */
  Instant now();

  /**
   * Runs an action once, no earlier than {@code delay} from now. The action runs on a thread of the
   * timeline's and must not block for long: hand real work to a thread of its own. An action that
   * throws is logged and does not disturb others.
   *
   * @param delay how long to wait; zero or negative means as soon as possible
   * @return a handle that stops the action if it has not begun
   */
  Timer after(Duration delay, Runnable action);

  /** Stops every action that has not begun and ends the timeline's threads. */
  @Override
  void close();

  /** An action waiting for its time. */
  @FunctionalInterface
  interface Timer {
    /** Stops the action if it has not begun; otherwise does nothing. */
    void cancel();
  }
}
