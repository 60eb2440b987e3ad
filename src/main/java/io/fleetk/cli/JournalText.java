package io.fleetk.cli;

import static java.util.Comparator.comparing;

import io.fleetk.cli.Paint.Tone;
import java.util.ArrayList;
import java.util.List;

/** Lines of journals, put together for people to read. */
final class JournalText {
  /** A time as journals begin their lines with, so far as it tells what came first. */
  private static final int TIME = "2026-11-24T10:00:00".length();

  private JournalText() {}

  /**
   * Some lines and where they come from.
   *
   * @param label what to put before each of them; empty for nothing
   */
  record Part(String label, List<String> lines) {
    /** The lines as they are shown. */
    List<String> shown(Paint paint) {
      return label.isEmpty()
          ? lines
          : lines.stream().map(line -> paint.text(Tone.FAINT, label) + " " + line).toList();
    }
  }

  private record Entry(String time, List<String> lines) {}

  /** The lines of several journals in the order of their times. */
  static List<String> merged(List<Part> parts, Paint paint) {
    List<Entry> entries = new ArrayList<>();
    for (Part part : parts) {
      List<String> shown = part.shown(paint);
      for (int i = 0; i < shown.size(); i++) {
        String line = part.lines().get(i);
        // An entry's further lines are indented, and stay with it.
        if (line.startsWith(" ") && !entries.isEmpty() && i > 0) {
          entries.getLast().lines().add(shown.get(i));
        } else {
          entries.add(
              new Entry(
                  line.substring(0, Math.min(TIME, line.length())),
                  new ArrayList<>(List.of(shown.get(i)))));
        }
      }
    }
    entries.sort(comparing(Entry::time));
    return entries.stream().flatMap(entry -> entry.lines().stream()).toList();
  }
}
