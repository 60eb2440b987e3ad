package io.fleetk.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The word of a thread on when it will give its next sign of life, for others to see whether it
 * gets on with its work. Safe for use by several threads.
 */
public final class Pulse {
  /** More than anything takes that ends by itself: every call has a deadline of seconds. */
  public static final Duration STEP = Duration.ofMinutes(2);

  /** A sign that is due by a moment; never, when that is empty. */
  private record Due(Optional<Instant> by, Instant since) {}

  private final String name;
  private final Timeline timeline;
  private volatile Due due;

  /** A pulse that expects nothing yet. */
  public Pulse(String name, Timeline timeline) {
    this.name = name;
    this.timeline = timeline;
    this.due = new Due(Optional.empty(), timeline.now());
  }

  /** A step of work begins; it ends, or another begins, within {@link #STEP}. */
  public void beat() {
    pause(Duration.ZERO);
  }

  /** There will be something to do: rest is over. */
  public void expect() {
    if (due.by().isEmpty()) {
      beat();
    }
  }

  /** A wait begins, and then a step of work. */
  public void pause(Duration wait) {
    Instant now = timeline.now();
    due = new Due(Optional.of(now.plus(wait).plus(STEP)), now);
  }

  /** There is nothing to do until something happens. */
  public void rest() {
    due = new Due(Optional.empty(), timeline.now());
  }

  /** What is wrong when the sign that was due has not come, in a line. */
  public Optional<String> trouble() {
    Due seen = due;
    Instant now = timeline.now();
    return seen.by()
        .filter(now::isAfter)
        .map(
            _ ->
                "%s has made no progress for %d s"
                    .formatted(name, Duration.between(seen.since(), now).toSeconds()));
  }
}
