package io.fleetk.unit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which part of a unit's journal is wanted. An entry of several lines counts as one line.
 *
 * @param after the cursor of the entry before the first one that is wanted; {@code since} does not
 *     count then
 * @param since when the part begins; empty for the beginning of the journal
 * @param end which end of the part is wanted of one that has too many lines; what comes after a
 *     cursor is wanted from its first line on
 * @param lines how many lines at most
 * @param patience how long to wait for a first line where there is none yet; only from the first
 *     line on
 */
public record JournalRange(
    Optional<String> after, Optional<Instant> since, End end, int lines, Duration patience) {

  /** The ends of a journal. */
  public enum End {
    /** The oldest lines. */
    FIRST,
    /** The newest lines. */
    LAST
  }

  /** The most that can be asked for at once. */
  public static final int MOST_LINES = 10_000;

  /**
   * A range.
   *
   * @throws IllegalArgumentException when it asks for the last lines after a cursor, or waits for
   *     the last lines
   */
  public JournalRange {
    requireNonNull(after);
    requireNonNull(since);
    requireNonNull(end);
    if (end == End.LAST && (after.isPresent() || patience.isPositive())) {
      throw new IllegalArgumentException("what is yet to come has no last lines");
    }
  }

  /** The last lines of all there are. */
  public static JournalRange last(int lines) {
    return new JournalRange(Optional.empty(), Optional.empty(), End.LAST, lines, Duration.ZERO);
  }

  /** The first lines of all there are. */
  public static JournalRange first(int lines) {
    return new JournalRange(Optional.empty(), Optional.empty(), End.FIRST, lines, Duration.ZERO);
  }

  /** The first lines after a cursor. */
  public static JournalRange after(String cursor, int lines) {
    return new JournalRange(Optional.of(cursor), Optional.empty(), End.FIRST, lines, Duration.ZERO);
  }

  /** The same from a moment on, or from the beginning. */
  public JournalRange since(Optional<Instant> moment) {
    return new JournalRange(after, moment, end, lines, patience);
  }

  /** The same, waiting for a first line. */
  public JournalRange waiting(Duration other) {
    return new JournalRange(after, since, end, lines, other);
  }
}
