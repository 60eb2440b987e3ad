package io.fleetk.unit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.fleetk.unit.JournalRange.End;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Lines of a unit's journal.
 *
 * @param lines oldest first, each {@code TIME HOST PROGRAM[PID]: TEXT} as {@code journalctl -o
 *     short-iso} has it, in UTC; the further lines of an entry are indented
 * @param cursor where to go on: stands for the last of these lines, or, when there are none, for
 *     the place after which they were asked for; empty when there is no such place
 * @param cut whether more lines were wanted and there than could be given at once
 */
public record JournalLines(List<String> lines, Optional<String> cursor, boolean cut) {
  /** No lines, and no place to go on from. */
  public static final JournalLines NONE = new JournalLines(List.of(), Optional.empty(), false);

  /** What is given at once at most, so that it fits into one transaction of any store. */
  static final int MOST_BYTES = 1 << 18;

  /** Copies the lines. */
  public JournalLines {
    lines = List.copyOf(lines);
    requireNonNull(cursor);
  }

  /**
   * An entry of a journal.
   *
   * @param cursor what it is known by
   * @param lines its text
   */
  public record Entry(String cursor, List<String> lines) {
    /** Copies the lines. */
    public Entry {
      requireNonNull(cursor);
      lines = List.copyOf(lines);
    }

    /** How much room it takes. */
    public int bytes() {
      return lines.stream().mapToInt(line -> line.getBytes(UTF_8).length + 1).sum();
    }
  }

  /**
   * What is given of the entries that a range holds.
   *
   * @param entries all of them, or at least as many as are wanted from the end that is wanted
   */
  public static JournalLines of(JournalRange range, List<Entry> entries) {
    boolean newest = range.end() == End.LAST;
    Deque<Entry> given = new ArrayDeque<>();
    int bytes = 0;
    boolean cut = false;
    for (Entry entry : newest ? entries.reversed() : entries) {
      if (given.size() >= range.lines()) {
        break;
      }
      bytes += entry.bytes();
      // One entry is always given, or nobody would ever get past it.
      if (bytes > MOST_BYTES && !given.isEmpty()) {
        cut = true;
        break;
      }
      if (newest) {
        given.addFirst(entry);
      } else {
        given.addLast(entry);
      }
    }
    return new JournalLines(
        given.stream().flatMap(entry -> entry.lines().stream()).toList(),
        Optional.ofNullable(given.peekLast()).map(Entry::cursor).or(range::after),
        cut);
  }

  /** Whether entries that take so much room are as much as is given at once. */
  public static boolean isFull(int bytes) {
    return bytes > MOST_BYTES;
  }
}
