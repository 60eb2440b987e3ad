package io.fleetk.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows whose columns are aligned by tabs, byte for byte as fleetctl prints them: by Go's {@code
 * text/tabwriter} with stops at every eighth place and one of padding at least.
 *
 * <p>A cell with a newline or a tab in it begins a new line or cell, and a column is as wide as its
 * cells in lines that follow each other.
 */
final class TabbedTable {
  private static final int STOP = 8;
  private static final int PADDING = 1;

  private final StringBuilder text = new StringBuilder();

  /** Adds a row. */
  void row(List<String> cells) {
    text.append(String.join("\t", cells)).append('\n');
  }

  /** What it looks like; the last line ends as all others do. */
  String text() {
    List<List<String>> lines =
        Arrays.stream(text.toString().split("\n", -1))
            .map(line -> Arrays.asList(line.split("\t", -1)))
            .toList();
    int[][] widths = new int[lines.size()][];
    for (int line = 0; line < widths.length; line++) {
      widths[line] = new int[lines.get(line).size() - 1];
    }
    measure(lines, widths, 0, lines.size(), 0);
    List<String> out = new ArrayList<>();
    for (int line = 0; line < widths.length; line++) {
      out.add(line(lines.get(line), widths[line]));
    }
    return String.join("\n", out);
  }

  /** Finds the widths of a column, and of those right of it, where lines have it. */
  private static void measure(
      List<List<String>> lines, int[][] widths, int from, int to, int column) {
    int first = from;
    while (first < to) {
      if (widths[first].length <= column) {
        first++;
        continue;
      }
      int end = first;
      int width = 0;
      while (end < to && widths[end].length > column) {
        width = Math.max(width, length(lines.get(end).get(column)) + PADDING);
        end++;
      }
      for (int line = first; line < end; line++) {
        widths[line][column] = (width + STOP - 1) / STOP * STOP;
      }
      measure(lines, widths, first, end, column + 1);
      first = end;
    }
  }

  private static String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      line.append(cell);
      if (column < widths.length) {
        line.append("\t".repeat((widths[column] - length(cell) + STOP - 1) / STOP));
      }
    }
    return line.toString();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
