package io.fleetk.fleet;

import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalLines.Entry;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Journals of units in memory, the same on every machine, that a test writes and others wait for.
 */
public final class MemoryJournals {
  private record Line(Instant at, Entry entry) {}

  private final Map<UnitName, List<Line>> journals = new HashMap<>();

  /** Adds lines of a moment. */
  public synchronized void add(UnitName unit, Instant at, String... lines) {
    List<Line> journal = journals.computeIfAbsent(unit, _ -> new ArrayList<>());
    for (String line : lines) {
      String cursor = "s=%s;i=%d".formatted(unit, journal.size());
      journal.add(new Line(at, new Entry(cursor, List.of(line))));
    }
    notifyAll();
  }

  /** What a range holds of a unit's journal, waited for. */
  public synchronized JournalLines lines(UnitName unit, JournalRange range) {
    long end = System.nanoTime() + range.patience().toNanos();
    try {
      while (true) {
        JournalLines found = JournalLines.of(range, entries(unit, range));
        long left = (end - System.nanoTime()) / 1_000_000;
        if (!found.lines().isEmpty() || left <= 0) {
          return found;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetUnreachableException("interrupted", e);
    }
  }

  private List<Entry> entries(UnitName unit, JournalRange range) {
    List<Line> journal = journals.getOrDefault(unit, List.of());
    if (range.after().isPresent()) {
      String after = range.after().get();
      int number = Integer.parseInt(after.substring(after.lastIndexOf('=') + 1));
      return journal.stream().skip(number + 1L).map(Line::entry).toList();
    }
    return journal.stream()
        .filter(line -> range.since().map(since -> !line.at().isBefore(since)).orElse(true))
        .map(Line::entry)
        .toList();
  }
}
