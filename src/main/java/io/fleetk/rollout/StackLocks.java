package io.fleetk.rollout;

import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.LockAttempt;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The locks of the stacks that a rollout works on, taken in order of their names. */
final class StackLocks {
  private static final Logger log = LoggerFactory.getLogger(StackLocks.class);
  private static final Duration TTL = Duration.ofSeconds(30);
  private static final Duration RENEWAL = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final FleetExtensions extensions;
  private final PatientFleet patient;
  private final Timeline timeline;
  private final Pause pause;
  private final Map<String, String> tokens = new TreeMap<>();
  private Instant renewed;

  StackLocks(FleetExtensions extensions, PatientFleet patient, Timeline timeline, Pause pause) {
    this.extensions = extensions;
    this.patient = patient;
    this.timeline = timeline;
    this.pause = pause;
    this.renewed = timeline.now();
  }

  /**
   * Takes all the locks, waiting for those that are held.
   *
   * @param waiting told who is waited for
   * @return who has one of them when the time was over; empty when all are taken
   */
  Optional<Outcome.LockHeld> take(
      List<String> stacks, String holder, Duration timeout, Consumer<Outcome.LockHeld> waiting)
      throws InterruptedException {
    Instant deadline = timeline.now().plus(timeout);
    for (String stack : stacks) {
      while (!tokens.containsKey(stack)) {
        switch (patient.ask(() -> extensions.tryLock(stack, holder, TTL))) {
          case LockAttempt.Taken taken -> tokens.put(stack, taken.token());
          case LockAttempt.Held held -> {
            var heldBy = new Outcome.LockHeld(stack, held.holder(), held.since());
            if (!timeline.now().isBefore(deadline)) {
              return Optional.of(heldBy);
            }
            waiting.accept(heldBy);
            pause.last(RETRY);
            Optional<Outcome.LockLost> lost = renew();
            if (lost.isPresent()) {
              // Nothing was done under it yet: take it again.
              tokens.remove(lost.get().stack());
              return take(stacks, holder, Duration.between(timeline.now(), deadline), waiting);
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Keeps the locks, when it is time to; gives the one that was lost. */
  Optional<Outcome.LockLost> renew() throws InterruptedException {
    Instant now = timeline.now();
    if (now.isBefore(renewed.plus(RENEWAL))) {
      return Optional.empty();
    }
    for (Map.Entry<String, String> lock : tokens.entrySet()) {
      try {
        patient.tell(() -> extensions.renewLock(lock.getKey(), lock.getValue()));
      } catch (FleetRefusedException e) {
        return Optional.of(new Outcome.LockLost(lock.getKey(), e.getMessage()));
      }
    }
    renewed = now;
    return Optional.empty();
  }

  /** Gives the locks back; one that cannot be given back runs out by itself. */
  void free() {
    tokens.forEach(
        (stack, token) -> {
          try {
            extensions.unlock(stack, token);
          } catch (FleetException e) {
            log.info(
                "The lock of stack {} runs out in {} s: {}",
                stack,
                TTL.toSeconds(),
                e.getMessage());
          }
        });
    tokens.clear();
  }
}
