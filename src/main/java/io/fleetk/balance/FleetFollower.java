package io.fleetk.balance;

import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetView;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what the fleet says of a component, by a view and the events after it; on a plain v1 fleet,
 * which has no events, by looking every two seconds. A fleet that does not answer is asked again,
 * ever more patiently.
 */
final class FleetFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FleetFollower.class);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);
  private static final Duration PLAIN_POLL = Duration.ofSeconds(2);
  private static final Duration EVENT_PATIENCE = Duration.ofMinutes(1);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final Fleet fleet;
  private final FleetWord word;
  private final Hearer hearer;
  private final Duration firstRetry;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private Optional<EventStream> stream = Optional.empty();
  private boolean heard = true;

  /** Who is told what the fleet says. */
  interface Hearer {
    /** The fleet names these backends, by host, and no others. */
    void told(Map<String, Word> words);

    /** The fleet cannot be asked. */
    void unheard();
  }

  /** Begins; the fleet need not be there yet. */
  FleetFollower(Fleet fleet, FleetWord word, Hearer hearer, Duration firstRetry) {
    this.fleet = fleet;
    this.word = word;
    this.hearer = hearer;
    this.firstRetry = firstRetry;
    this.thread = Thread.ofVirtual().name("fleet").start(this::run);
  }

  private void run() {
    Duration retry = firstRetry;
    try {
      while (closing.getCount() > 0) {
        try {
          FleetView view = hear();
          retry = firstRetry;
          follow(view);
        } catch (EventsLostException e) {
          log.debug("Taking a new view of the fleet: {}", e.getMessage());
        } catch (FleetException e) {
          lose(e);
          pause(retry);
          retry =
              retry.multipliedBy(2).compareTo(LONGEST_RETRY) < 0
                  ? retry.multipliedBy(2)
                  : LONGEST_RETRY;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed while it waited
    }
  }

  private FleetView hear() {
    FleetView view = word.narrow(fleet.view());
    if (!heard) {
      heard = true;
      log.info("The fleet answers again");
    }
    hearer.told(word.in(view));
    return view;
  }

  private void follow(FleetView first) throws InterruptedException {
    Optional<FleetExtensions> extensions = fleet.extensions();
    if (extensions.isEmpty()) {
      pause(PLAIN_POLL);
      return;
    }
    FleetView view = first;
    try (EventStream events = open(extensions.get(), view.revision())) {
      while (closing.getCount() > 0) {
        boolean concerned = false;
        for (FleetEvent event : events.next(EVENT_PATIENCE)) {
          if (word.concerns(event)) {
            view = view.after(event);
            concerned = true;
          }
        }
        if (concerned) {
          hearer.told(word.in(view));
        }
      }
    }
  }

  private synchronized EventStream open(FleetExtensions extensions, long revision) {
    EventStream opened = extensions.events(revision);
    stream = Optional.of(opened);
    if (closing.getCount() == 0) {
      opened.close();
    }
    return opened;
  }

  private void lose(FleetException e) {
    if (heard && closing.getCount() > 0) {
      heard = false;
      log.warn(
          "The fleet does not answer, so the last known backends are balanced by checks alone: {}",
          e.getMessage());
      hearer.unheard();
    }
  }

  private void pause(Duration length) throws InterruptedException {
    if (closing.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
      log.debug("No longer following the fleet");
    }
  }

  /** Ends. */
  @Override
  public void close() {
    closing.countDown();
    synchronized (this) {
      stream.ifPresent(EventStream::close);
    }
    thread.interrupt();
    try {
      thread.join(CLOSE_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
