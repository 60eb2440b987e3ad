package io.fleetk.engine;

import io.fleetk.registry.EngineRegistry;
import io.fleetk.registry.Registry;
import io.fleetk.registry.Term;
import io.fleetk.registry.TermLostException;
import io.fleetk.time.Pulse;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
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

  /** Numbers are worth no longer wait. */
  private static final Duration CENSUS_PATIENCE = Duration.ofSeconds(1);

  private final Helm helm;
  private final Timeline timeline;
  private final EngineSettings settings;
  private final Candidacy candidacy;
  private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
  private final EngineObserver observer;
  private final Pulse pulse;
  private final Thread thread;
  // Only the engine's thread touches these two.
  private Optional<Leader> leader = Optional.empty();
  private boolean closing;
  private volatile boolean leading;
  private volatile String description = "not leading";

  /** An engine of a fleet on a store, which {@link #start} starts. */
  public Engine(EngineRegistry lead, Registry fleet, Timeline timeline, EngineSettings settings) {
    this(lead, fleet, timeline, settings, EngineObserver.NONE);
  }

  /** An engine that tells what it does. */
  public Engine(
      EngineRegistry lead,
      Registry fleet,
      Timeline timeline,
      EngineSettings settings,
      EngineObserver observer) {
    this(Helm.of(lead, fleet), timeline, settings, observer);
  }

  Engine(Helm helm, Timeline timeline, EngineSettings settings, EngineObserver observer) {
    this.helm = helm;
    this.timeline = timeline;
    this.settings = settings;
    this.observer = observer;
    this.pulse = new Pulse("engine", timeline);
    this.candidacy =
        new Candidacy(
            helm,
            timeline,
            settings,
            term -> put(() -> lead(term)),
            term -> put(() -> stopLeading(term)));
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

  /** What it knows of the fleet, while it leads and sees one. */
  public Optional<Census> census() {
    if (!leading) {
      return Optional.empty();
    }
    CompletableFuture<Optional<Census>> answer = new CompletableFuture<>();
    put(() -> answer.complete(leader.flatMap(Leader::census)));
    try {
      return answer.get(CENSUS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Which parts of it get nowhere, a line each. */
  public List<String> troubles() {
    return Stream.of(pulse.trouble(), candidacy.trouble()).flatMap(Optional::stream).toList();
  }

  private void put(Runnable message) {
    pulse.expect();
    mailbox.add(message);
  }

  private void run() {
    try {
      while (!closing) {
        pulse.rest();
        Runnable first = mailbox.take();
        pulse.beat();
        handle(first);
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
        pulse.beat();
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
    Leader next = new Leader(helm, term, timeline, settings, this::put, observer);
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
    put(() -> closing = true);
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
