package io.fleetk.cli;

import io.fleetk.cli.Paint.Tone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Rows under headings, in aligned columns, without blanks at the ends of lines. */
final class Table {
  private static final String GAP = "   ";

  /** A text in a table and what it means. */
  record Cell(Tone tone, String text) {
    /** A cell of plain text. */
    static Cell of(String text) {
      return new Cell(Tone.PLAIN, text);
    }

    int width() {
      return text.codePointCount(0, text.length());
    }
  }

  /** Marks a heading of numbers, which stand at the right of their column. */
  private static final String RIGHT = ">";

  private final List<Cell> headings;
  private final boolean[] right;
  private final List<List<Cell>> rows = new ArrayList<>();

  /** A table under these headings; one that begins with {@code >} is a column of numbers. */
  Table(String... headings) {
    this.headings =
        Arrays.stream(headings)
            .map(heading -> heading.startsWith(RIGHT) ? heading.substring(1) : heading)
            .map(heading -> new Cell(Tone.STRONG, heading))
            .toList();
    this.right = new boolean[headings.length];
    for (int column = 0; column < headings.length; column++) {
      right[column] = headings[column].startsWith(RIGHT);
    }
  }

  /** Adds a row of as many cells as there are headings. */
  Table row(Cell... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          "%d cells under %d headings".formatted(cells.length, headings.size()));
    }
    rows.add(List.of(cells));
    return this;
  }

  /**
   * The table's lines.
   *
   * @param paint how to colour them
   * @param columns how wide a line may be; empty when it may be as wide as it is
   */
  List<String> lines(Paint paint, OptionalInt columns) {
    int[] widths = headings.stream().mapToInt(Cell::width).toArray();
    for (List<Cell> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).width());
      }
    }
    var lines = new ArrayList<String>();
    lines.add(line(headings, widths, paint, columns));
    for (List<Cell> row : rows) {
      lines.add(line(row, widths, paint, columns));
    }
    return lines;
  }

  private String line(List<Cell> cells, int[] widths, Paint paint, OptionalInt columns) {
    int last = lastFilled(cells);
    var line = new StringBuilder();
    int left = columns.orElse(Integer.MAX_VALUE);
    for (int column = 0; column <= last && left > 0; column++) {
      Cell cell = cells.get(column);
      String blanks = " ".repeat(widths[column] - cell.width());
      String before = column == 0 ? "" : GAP;
      if (right[column]) {
        before += blanks;
      }
      if (left <= before.length()) {
        break;
      }
      String text = paint.cut(cell.text(), left - before.length());
      line.append(before).append(paint.text(cell.tone(), text));
      left -= before.length() + text.codePointCount(0, text.length());
      if (!right[column] && column < last) {
        String after = blanks.substring(0, Math.min(blanks.length(), left));
        line.append(after);
        left -= after.length();
      }
    }
    return line.toString().stripTrailing();
  }

  private static int lastFilled(List<Cell> cells) {
    int last = cells.size() - 1;
    while (last > 0 && cells.get(last).text().isEmpty()) {
      last--;
    }
    return last;
  }
}
