package io.fleetk.engine;

import io.fleetk.fleet.FleetException;
import io.fleetk.registry.Term;
import io.fleetk.store.LeaseLostException;
import io.fleetk.store.StoreException;
import io.fleetk.time.Pulse;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One engine's part in the election: stands whenever nobody leads, and keeps the lead while it has
 * it, renewing it at a third of its time.
 */
final class Candidacy implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Candidacy.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration VACANCY_PATIENCE = Duration.ofSeconds(30);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final Helm helm;
  private final Timeline timeline;
  private final EngineSettings settings;
  private final Consumer<Term> elected;
  private final Consumer<Term> deposed;
  private final Semaphore wake = new Semaphore(0);
  private final Pulse pulse;
  private final Thread thread;
  private volatile Optional<Term> term = Optional.empty();
  private volatile boolean closed;
  private boolean troubled;

  /**
   * A candidacy that {@link #begin} begins.
   *
   * @param elected is told of each term that begins
   * @param deposed is told when it is over
   */
  Candidacy(
      Helm helm,
      Timeline timeline,
      EngineSettings settings,
      Consumer<Term> elected,
      Consumer<Term> deposed) {
    this.helm = helm;
    this.timeline = timeline;
    this.settings = settings;
    this.elected = elected;
    this.deposed = deposed;
    this.pulse = new Pulse("engine-election", timeline);
    this.thread = Thread.ofVirtual().name("engine-election").unstarted(this::run);
  }

  void begin() {
    thread.start();
  }

  /** What is wrong, in a line, when it gets nowhere. */
  Optional<String> trouble() {
    return pulse.trouble();
  }

  /** The term has turned out to be over. */
  void stepDown(Term lost) {
    if (term.filter(lost::equals).isPresent()) {
      term = Optional.empty();
      wake.release();
    }
  }

  private void run() {
    try {
      while (!closed) {
        stand();
      }
    } catch (InterruptedException e) {
      log.debug("The candidacy ends while it waits");
    }
  }

  private void stand() throws InterruptedException {
    pulse.beat();
    try {
      Instant asked = timeline.now();
      Optional<Term> won = helm.campaign(settings.name(), settings.leaderTtl());
      if (troubled) {
        log.info("The store answers again");
        troubled = false;
      }
      if (won.isPresent()) {
        lead(won.get(), asked);
      } else {
        pulse.pause(VACANCY_PATIENCE);
        helm.awaitVacancy(VACANCY_PATIENCE);
      }
    } catch (FleetException | StoreException e) {
      if (!troubled && !closed) {
        log.warn("Cannot stand for the lead, trying again every second: {}", e.getMessage());
        troubled = true;
      }
      pause(RETRY);
    }
  }

  private void lead(Term won, Instant since) throws InterruptedException {
    term = Optional.of(won);
    elected.accept(won);
    try {
      Instant renewed = since;
      while (goesOn(won)) {
        pause(settings.leaderTtl().dividedBy(3));
        if (goesOn(won)) {
          renewed = renew(won, renewed);
        }
      }
    } finally {
      deposed.accept(won);
    }
  }

  private boolean goesOn(Term won) {
    return !closed && term.filter(won::equals).isPresent();
  }

  private Instant renew(Term won, Instant renewed) {
    Instant asked = timeline.now();
    try {
      helm.renew(won);
      return asked;
    } catch (LeaseLostException e) {
      log.warn("No longer leading, the lease ran out: {}", e.getMessage());
      stepDown(won);
    } catch (FleetException | StoreException e) {
      if (!asked.isBefore(renewed.plus(settings.leaderTtl()))) {
        log.warn("No longer leading, the lease could not be renewed: {}", e.getMessage());
        stepDown(won);
      }
    }
    return renewed;
  }

  private void pause(Duration length) throws InterruptedException {
    Timeline.Timer timer = timeline.after(length, wake::release);
    pulse.pause(length);
    try {
      wake.acquire();
    } finally {
      timer.cancel();
      pulse.beat();
    }
  }

  /** Gives the lead up, if it is held, and stands no more. */
  @Override
  public void close() {
    closed = true;
    wake.release();
    thread.interrupt();
    try {
      if (!thread.join(CLOSE_PATIENCE)) {
        log.warn("The election did not end within {}", CLOSE_PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Not before the thread has ended: it may have been winning a term just now.
    Optional<Term> held = term;
    term = Optional.empty();
    held.ifPresent(this::resign);
  }

  private void resign(Term held) {
    try {
      helm.resign(held);
      log.info("Gave up the lead");
    } catch (FleetException | StoreException e) {
      log.warn(
          "Could not give up the lead, which ends by itself in {}: {}",
          settings.leaderTtl(),
          e.getMessage());
    }
  }
}
