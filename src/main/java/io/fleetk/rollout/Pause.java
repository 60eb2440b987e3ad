package io.fleetk.rollout;

import java.time.Duration;

/** Lets time pass. */
@FunctionalInterface
interface Pause {
  /**
   * Returns when the time is over.
   *
   * @throws InterruptedException as soon as somebody wants the rollout to stop
   */
  void last(Duration time) throws InterruptedException;
}
