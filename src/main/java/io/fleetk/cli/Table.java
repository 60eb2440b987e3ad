package io.fleetk.cli;

import io.fleetk.cli.Paint.Tone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;

/**
 * Rows under headings, in aligned columns, without blanks at the ends of lines. Where a line may be
 * only so wide, the widest texts are cut, with an ellipsis, until every column is in it; the first
 * column, which names things, is cut last, and numbers never are.
 */
final class Table {
  /** What stands between columns, where there is room and where there is little. */
  private static final String GAP = "   ";

  private static final String NARROW_GAP = "  ";

  /** A text in a table and what it means. */
  record Cell(Tone tone, String text) {
    /** A cell of plain text. */
    static Cell of(String text) {
      return new Cell(Tone.PLAIN, text);
    }

    int width() {
      return Table.width(text);
    }
  }

  /** Marks a heading of numbers, which stand at the right of their column. */
  private static final String RIGHT = ">";

  /** Marks a heading of ages, whose column is as wide as they become while somebody watches. */
  private static final String AGES = "~";

  /** How wide an age is, such as {@code 59m59s}. */
  private static final int AGE_WIDTH = 6;

  /** What is left of the last column before any other is cut. */
  private static final int SOME_WORDS = 14;

  /** What is not cut while there is something longer. */
  private static final int SHORT = 8;

  /** The least that is left of a column that is longer than that. */
  private static final int SHORTEST = 5;

  /** The least that is left of a name, where nothing else is left to cut. */
  private static final int SHORTEST_NAME = 12;

  private final List<Cell> headings;
  private final boolean[] right;
  private final int[] least;
  private final List<List<Cell>> rows = new ArrayList<>();
  private boolean headed = true;

  /**
   * A table under these headings; one that begins with {@code >} is a column of numbers, one that
   * begins with {@code ~} a column of ages.
   */
  Table(String... headings) {
    this.headings =
        Arrays.stream(headings)
            .map(heading -> heading.replaceFirst("^[" + RIGHT + AGES + "]", ""))
            .map(heading -> new Cell(Tone.STRONG, heading))
            .toList();
    this.right = new boolean[headings.length];
    this.least = new int[headings.length];
    for (int column = 0; column < headings.length; column++) {
      right[column] = headings[column].startsWith(RIGHT);
      least[column] = headings[column].startsWith(AGES) ? AGE_WIDTH : 0;
    }
  }

  /** Leaves the headings out unless they are wanted. */
  Table headed(boolean wanted) {
    headed = wanted;
    return this;
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
    int[] widths = least.clone();
    for (List<Cell> row : shown()) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).width());
      }
    }
    String gap = GAP;
    if (columns.isPresent() && !fitsByLast(widths, columns.getAsInt())) {
      gap = NARROW_GAP;
      fit(widths, columns.getAsInt() - gap.length() * (widths.length - 1));
    }
    String between = gap;
    return shown().stream().map(row -> line(row, widths, between, paint, columns)).toList();
  }

  /** Cuts the last column, if that is enough: what stands there is mostly told in words. */
  private boolean fitsByLast(int[] widths, int columns) {
    int last = widths.length - 1;
    int excess = Arrays.stream(widths).sum() + GAP.length() * last - columns;
    int most = right[last] ? 0 : Math.max(0, widths[last] - Math.max(heading(last), SOME_WORDS));
    if (excess > most) {
      return false;
    }
    widths[last] -= Math.max(0, excess);
    return true;
  }

  private List<List<Cell>> shown() {
    if (!headed) {
      return rows;
    }
    List<List<Cell>> shown = new ArrayList<>(List.of(headings));
    shown.addAll(rows);
    return shown;
  }

  /** Takes letters from columns of text until they fit, or nothing is left to take. */
  private void fit(int[] widths, int columns) {
    boolean[] shorts = new boolean[widths.length];
    for (int column = 0; column < widths.length; column++) {
      shorts[column] = right[column] || widths[column] <= SHORT;
    }
    int excess = Arrays.stream(widths).sum() - columns;
    while (excess > 0) {
      int column = next(widths, shorts);
      if (column < 0) {
        return; // The line is cut at its end.
      }
      widths[column]--;
      excess--;
    }
  }

  /** The column to take a letter from; negative when there is none. */
  private int next(int[] widths, boolean[] shorts) {
    int last = widths.length - 1;
    if (last > 0 && !shorts[last] && widths[last] > Math.max(heading(last), SOME_WORDS)) {
      return last;
    }
    int column = widest(widths, shorts, at -> Math.max(heading(at), SHORT));
    if (column < 0) {
      column = widest(widths, shorts, _ -> SHORTEST);
    }
    return column < 0 && widths[0] > SHORTEST_NAME ? 0 : column;
  }

  /** The widest column behind the first that is wider than it must be; negative when none is. */
  private static int widest(int[] widths, boolean[] shorts, IntUnaryOperator least) {
    int widest = -1;
    for (int column = 1; column < widths.length; column++) {
      if (!shorts[column]
          && widths[column] > least.applyAsInt(column)
          && (widest < 0 || widths[column] >= widths[widest])) {
        widest = column;
      }
    }
    return widest;
  }

  private int heading(int column) {
    return headings.get(column).width();
  }

  private String line(
      List<Cell> cells, int[] widths, String gap, Paint paint, OptionalInt columns) {
    int last = lastFilled(cells);
    var line = new StringBuilder();
    int left = columns.orElse(Integer.MAX_VALUE);
    for (int column = 0; column <= last && left > 0; column++) {
      Cell cell = cells.get(column);
      String whole = paint.cut(cell.text(), widths[column]);
      String blanks = " ".repeat(widths[column] - width(whole));
      String before = column == 0 ? "" : gap;
      if (right[column]) {
        before += blanks;
      }
      if (left <= before.length()) {
        break;
      }
      String text = paint.cut(whole, left - before.length());
      line.append(before).append(paint.text(cell.tone(), text));
      left -= before.length() + width(text);
      if (!right[column] && column < last) {
        String after = blanks.substring(0, Math.min(blanks.length(), left));
        line.append(after);
        left -= after.length();
      }
    }
    return line.toString().stripTrailing();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  private static int lastFilled(List<Cell> cells) {
    int last = cells.size() - 1;
    while (last > 0 && cells.get(last).text().isEmpty()) {
      last--;
    }
    return last;
  }
}
