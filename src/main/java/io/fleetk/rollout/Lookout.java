package io.fleetk.rollout;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetView;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Predicate;

/** Looks at a fleet, and again whenever it changes, until enough was seen or the time is over. */
final class Lookout {
  private Lookout() {}

  /**
   * Looks.
   *
   * @param look what is seen in a view
   * @param enough whether that is enough
   * @return what was seen last
   * @throws InterruptedException when the thread is interrupted
   */
  static <T> T keep(
      Fleet fleet,
      Timeline timeline,
      Duration patience,
      Function<FleetView, T> look,
      Predicate<T> enough)
      throws InterruptedException {
    Instant end = timeline.now().plus(patience);
    StopSign stop = new StopSign(timeline);
    PatientFleet patient =
        new PatientFleet(timeline, stop, stop, RolloutOptions.UNREACHABLE_TIMEOUT);
    try (FleetWatch watch = new FleetWatch(fleet, fleet.extensions(), patient, stop)) {
      while (true) {
        T seen = look.apply(watch.view());
        if (enough.test(seen) || !timeline.now().isBefore(end)) {
          return seen;
        }
        watch.await();
      }
    }
  }
}
