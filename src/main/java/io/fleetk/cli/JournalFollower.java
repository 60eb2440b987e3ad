package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Follows one journal on a thread of its own. Each line comes once: it goes on from the cursor of
 * the last one that came, however often the connection was lost in between.
 */
final class JournalFollower implements AutoCloseable {
  private static final Duration WAIT = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** What a follower has to tell. */
  sealed interface News {
    /** New lines of a journal. */
    record Lines(Place place, List<String> lines) implements News {}

    /** Something that is no line. */
    record Note(String text) implements News {}
  }

  private final Place place;
  private final Optional<Instant> since;
  private final Supplier<Fleet> fleet;
  private final BlockingQueue<News> news;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private Optional<String> cursor;
  private boolean lost;

  /**
   * Begins to follow.
   *
   * @param cursor where to go on; empty for the beginning
   * @param since when that is, without a cursor; empty for the journal's own beginning
   * @param fleet gives the fleet, afresh after it was unreachable
   * @param news takes what there is to tell
   */
  JournalFollower(
      Place place,
      Optional<String> cursor,
      Optional<Instant> since,
      Supplier<Fleet> fleet,
      BlockingQueue<News> news) {
    this.place = place;
    this.cursor = cursor;
    this.since = since;
    this.fleet = fleet;
    this.news = news;
    this.thread = Thread.ofVirtual().name("journal-" + place).start(this::run);
  }

  private void run() {
    try {
      while (closed.getCount() > 0) {
        long asked = System.nanoTime();
        boolean silent = ask();
        Duration took = Duration.ofNanos(System.nanoTime() - asked);
        // Who answers at once that there is nothing is not to be asked again at once.
        if (silent
            && took.compareTo(PAUSE) < 0
            && closed.await(PAUSE.minus(took).toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks for what comes next; whether nothing came. */
  private boolean ask() throws InterruptedException {
    try {
      JournalLines found =
          fleet
              .get()
              .extensions()
              .orElseThrow(() -> new FleetRefusedException("this fleet has no journals any more"))
              .journal(place.unit(), place.machineId(), range());
      if (lost) {
        lost = false;
        news.put(new News.Note("the journal of %s is back".formatted(place)));
      }
      cursor = found.cursor().or(() -> cursor);
      if (!found.lines().isEmpty()) {
        news.put(new News.Lines(place, found.lines()));
      }
      return found.lines().isEmpty();
    } catch (FleetUnreachableException | FleetRefusedException e) {
      lose(e);
      return true;
    }
  }

  private JournalRange range() {
    JournalRange range =
        cursor
            .map(after -> JournalRange.after(after, JournalRange.MOST_LINES))
            .orElseGet(() -> JournalRange.first(JournalRange.MOST_LINES).since(since));
    return range.waiting(WAIT);
  }

  private void lose(FleetException why) throws InterruptedException {
    if (!lost && closed.getCount() > 0) {
      lost = true;
      news.put(
          new News.Note(
              "the journal of %s is lost for now: %s (trying again)"
                  .formatted(place, why.getMessage())));
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
