package io.fleetk.engine;

import io.fleetk.registry.EngineRegistry;
import io.fleetk.registry.Registry;
import io.fleetk.registry.Term;
import io.fleetk.registry.TermLostException;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of a fleet's engines. All of them stand for the lead; the one that has it decides who runs
 * what ({@link Scheduler}) whenever something happened that can matter to that, and writes it down.
 *
 * <ul>
 *   <li>Every write is fenced by its term: an engine that was paused and overtaken writes nothing.
 *   <li>Nothing is done periodically but renewing the lead: the fleet is read once and followed.
 *   <li>When sight of the fleet is lost, it is read again, and nobody is called lost before a full
 *       presence lease and the grace have passed from then.
 *   <li>{@link #close()} gives the lead up and ends every thread.
 * </ul>
 */
public final class Engine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final Helm helm;
  private final Timeline timeline;
  private final EngineSettings settings;
  private final Candidacy candidacy;
  private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
  private final Thread thread;
  // Only the engine's thread touches these two.
  private Optional<Leader> leader = Optional.empty();
  private boolean closing;
  private volatile boolean leading;
  private volatile String description = "not leading";

  /** An engine of a fleet on a store, which {@link #start} starts. */
  public Engine(EngineRegistry lead, Registry fleet, Timeline timeline, EngineSettings settings) {
    this(Helm.of(lead, fleet), timeline, settings);
  }

  Engine(Helm helm, Timeline timeline, EngineSettings settings) {
    this.helm = helm;
    this.timeline = timeline;
    this.settings = settings;
    this.candidacy =
        new Candidacy(
            helm,
            timeline,
            settings,
            term -> mailbox.add(() -> lead(term)),
            term -> mailbox.add(() -> stopLeading(term)));
    this.thread = Thread.ofVirtual().name("engine").unstarted(this::run);
  }

  /**
   * Starts to stand for the lead.
   *
   * @throws IllegalThreadStateException when it was started before
   */
  public void start() {
    thread.start();
    candidacy.begin();
  }

  /** Whether this engine leads, as far as it knows. */
  public boolean leading() {
    return leading;
  }

  /** What it is doing, in a line for a status or a log. */
  public String describe() {
    return description;
  }

  private void run() {
    try {
      while (!closing) {
        handle(mailbox.take());
      }
    } catch (InterruptedException e) {
      log.debug("The engine ends while it waits");
    }
    leader.ifPresent(Leader::close);
  }

  private void handle(Runnable first) {
    try {
      // Whatever else has come in meanwhile is decided about in one go.
      for (Runnable next = first; next != null; next = mailbox.poll()) {
        next.run();
      }
      leader.ifPresent(Leader::decide);
    } catch (TermLostException e) {
      log.warn("No longer leading: {}", e.getMessage());
      leader.map(Leader::term).ifPresent(this::stopLeading);
    } catch (RuntimeException e) {
      // A mistake of fleetk's. Giving the lead up lets this engine, or another, begin afresh.
      log.error("The engine failed and gives up the lead: {}", e.getMessage(), e);
      leader.map(Leader::term).ifPresent(this::stopLeading);
    }
    leading = leader.isPresent();
    description = leader.map(one -> "leading: " + one.describe()).orElse("not leading");
  }

  private void lead(Term term) {
    leader.ifPresent(Leader::close);
    Leader next = new Leader(helm, term, timeline, settings, mailbox::add);
    leader = Optional.of(next);
    next.begin();
  }

  private void stopLeading(Term term) {
    if (leader.map(Leader::term).filter(term::equals).isPresent()) {
      leader.ifPresent(Leader::close);
      leader = Optional.empty();
      log.info("Stopped leading");
    }
    candidacy.stepDown(term);
  }

  /** Finishes what is being written, gives the lead up, and ends every thread. */
  @Override
  public void close() {
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    mailbox.add(() -> closing = true);
    try {
      if (!thread.join(CLOSE_PATIENCE)) {
        log.warn("The engine did not end within {}", CLOSE_PATIENCE);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    candidacy.close();
    leading = false;
    description = "closed";
  }
}
