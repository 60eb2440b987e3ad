package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The journal of a simulated machine, by unit, in {@code journalctl -o short-iso} style and UTC.
 * Keeps the last lines of the units that were last written about. Not safe for several threads.
 */
final class Journal {
  /** How many lines are kept of one unit. */
  static final int LINES_OF_A_UNIT = 1000;

  private static final int UNITS = 2000;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx").withZone(ZoneOffset.UTC);

  private final String hostname;
  private final Map<UnitName, Deque<String>> lines = new LinkedHashMap<>();

  Journal(String hostname) {
    this.hostname = hostname;
  }

  /**
   * Adds a line.
   *
   * @param source who says it, such as {@code systemd[1]}
   */
  void add(Instant at, UnitName unit, String source, String text) {
    Deque<String> own = lines.remove(unit);
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
    own.addLast("%s %s %s: %s".formatted(STAMP.format(at), hostname, source, text));
  }

  List<String> last(UnitName unit, int count) {
    Deque<String> own = lines.getOrDefault(unit, new ArrayDeque<>());
    return own.stream().skip(Math.max(0, own.size() - Math.max(0, count))).toList();
  }

  void clear() {
    lines.clear();
  }
}
