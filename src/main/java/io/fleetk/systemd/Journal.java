package io.fleetk.systemd;

import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalLines.Entry;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;

/**
 * The journal of a simulated machine, by unit, in {@code journalctl -o short-iso} style and UTC.
 * Keeps the last lines of the units that were last written about. Used under the machine's lock,
 * which it gives up while it waits.
 */
final class Journal {
  /** How many lines are kept of one unit. */
  static final int LINES_OF_A_UNIT = 1000;

  private static final int UNITS = 2000;
  private static final String CURSOR = "i=";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx").withZone(ZoneOffset.UTC);

  private final String hostname;
  private final Condition written;
  private final Map<UnitName, Deque<Line>> lines = new LinkedHashMap<>();
  private long last;

  /** A line; numbers go up, and on after the journal was cleared. */
  private record Line(long number, Instant at, String text) {}

  /**
   * An empty journal.
   *
   * @param written a condition of the machine's lock
   */
  Journal(String hostname, Condition written) {
    this.hostname = hostname;
    this.written = written;
  }

  /**
   * Adds a line.
   *
   * @param source who says it, such as {@code systemd[1]}
   */
  void add(Instant at, UnitName unit, String source, String text) {
    Deque<Line> own = lines.remove(unit);
    if (own == null) {
      own = new ArrayDeque<>();
    }
    lines.put(unit, own); // last: it was written about last
    if (lines.size() > UNITS) {
      lines.remove(lines.keySet().iterator().next());
    }
    if (own.size() == LINES_OF_A_UNIT) {
      own.removeFirst();
    }
    last++;
    own.addLast(
        new Line(last, at, "%s %s %s: %s".formatted(STAMP.format(at), hostname, source, text)));
    written.signalAll();
  }

  JournalLines read(UnitName unit, JournalRange range) {
    long after = range.after().map(Journal::number).orElse(0L);
    Instant since = range.after().isPresent() ? Instant.MIN : range.since().orElse(Instant.MIN);
    return JournalLines.of(
        range,
        lines.getOrDefault(unit, new ArrayDeque<>()).stream()
            .filter(line -> line.number() > after && !line.at().isBefore(since))
            .map(line -> new Entry(CURSOR + line.number(), List.of(line.text())))
            .toList());
  }

  private static long number(String cursor) {
    try {
      if (cursor.startsWith(CURSOR)) {
        return Long.parseUnsignedLong(cursor.substring(CURSOR.length()));
      }
    } catch (NumberFormatException e) {
      throw new SystemdException("Failed to seek to cursor: Invalid argument", e);
    }
    throw new SystemdException("Failed to seek to cursor: Invalid argument");
  }

  /** Waits for a line about any unit; gives what is left of the time, or less than 1. */
  @SuppressWarnings("WaitNotInLoop") // who calls this looks again, and waits again
  long awaitNanos(long nanos) throws InterruptedException {
    return written.awaitNanos(nanos);
  }

  void clear() {
    lines.clear();
    written.signalAll();
  }
}
