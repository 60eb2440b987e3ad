package io.fleetk.rollout;

import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a fleet again for a while when it does not answer. Everything a rollout asks may be asked
 * twice without harm: a restart that is asked for twice is one restart, since only the last
 * generation is released.
 */
final class PatientFleet {
  private static final Logger log = LoggerFactory.getLogger(PatientFleet.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

  private final Timeline timeline;
  private final Pause pause;
  private final StopSign stop;
  private final Duration patience;

  PatientFleet(Timeline timeline, Pause pause, StopSign stop, Duration patience) {
    this.timeline = timeline;
    this.pause = pause;
    this.stop = stop;
    this.patience = patience;
  }

  /**
   * Asks until there is an answer.
   *
   * @throws FleetUnreachableException when there was none for too long
   * @throws InterruptedException when a stop is wanted
   */
  <T> T ask(Supplier<T> question) throws InterruptedException {
    Instant deadline = timeline.now().plus(patience);
    Duration next = FIRST_PAUSE;
    while (true) {
      stop.check();
      try {
        return question.get();
      } catch (FleetUnreachableException e) {
        stop.check();
        if (!timeline.now().plus(next).isBefore(deadline)) {
          throw e;
        }
        log.info(
            "The fleet does not answer, asking again in {} ms: {}",
            next.toMillis(),
            e.getMessage());
        pause.last(next);
        next =
            next.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? next.multipliedBy(2)
                : LONGEST_PAUSE;
      }
    }
  }

  /** Asks for something that has no answer. */
  void tell(Runnable request) throws InterruptedException {
    ask(
        () -> {
          request.run();
          return true;
        });
  }
}
