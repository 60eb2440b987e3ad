package io.fleetk.rollout;

import io.fleetk.time.Timeline;
import java.time.Duration;

/** Whether somebody wants the rollout to stop; whoever pauses on it stops at once. */
final class StopSign implements Pause {
  private final Timeline timeline;
  private boolean shown;

  StopSign(Timeline timeline) {
    this.timeline = timeline;
  }

  synchronized void show() {
    shown = true;
    notifyAll();
  }

  synchronized boolean isShown() {
    return shown;
  }

  /**
   * Goes on unless a stop is wanted.
   *
   * @throws InterruptedException when it is, or when the thread was interrupted
   */
  synchronized void check() throws InterruptedException {
    if (shown || Thread.interrupted()) {
      throw new InterruptedException("the rollout was stopped");
    }
  }

  @Override
  public synchronized void last(Duration time) throws InterruptedException {
    boolean[] over = {false};
    Timeline.Timer timer =
        timeline.after(
            time,
            () -> {
              synchronized (this) {
                over[0] = true;
                notifyAll();
              }
            });
    try {
      while (!over[0] && !shown) {
        wait();
      }
    } finally {
      timer.cancel();
    }
    check();
  }
}
