package io.fleetk.stack;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lays a unit file out, or the template of one, without changing what anybody reads in it:
 *
 * <ul>
 *   <li>options, headers and comments begin their lines, no blanks stand around the first {@code =}
 *       nor at the ends of lines;
 *   <li>a blank line parts sections, with the comment above a header belonging to it; elsewhere no
 *       two blank lines follow each other, none begins or ends the file or a section;
 *   <li>lines end in LF, the last one too.
 * </ul>
 *
 * <p>A continued value is kept to the letter from its first backslash on, since fleet's hash covers
 * it. In a template nothing within a tag changes; where the tags leave open whether a line goes on
 * with the value of the one before, it is not touched. A template with tags that take blanks away
 * ({@code {%-}, {@code -%}}) is left as it is: there the lines that one sees are not those that are
 * read.
 */
final class UnitLayout {
  private static final Pattern OPTION =
      Pattern.compile(
          "[ \t]*(?<name>[^\\[\\]=#; \t\r\n\uFEFF][^=\r\n]*?)[ \t]*=[ \t]*(?<rest>(?s:.*))");
  private static final Pattern HEADER = Pattern.compile("\\[[^\\[\\]\n]*\\]");
  private static final Pattern COMMENT = Pattern.compile("[ \t\r]*[#;]");
  private static final Pattern TAG = Pattern.compile("\\{[{%#]");

  /** A line of the text. */
  private static final class Line {
    private final String source;
    private String text;
    private boolean tagged;
    private boolean controlled;
    private boolean tagsOnly;
    private boolean beginsInside;
    private boolean backslash;
    private boolean continues;

    Line(String source) {
      this.source = source;
      this.text = source;
    }

    /** Whether it is certain what the line is. */
    boolean isPlain() {
      return !tagged && !beginsInside && !continues;
    }

    boolean isBlank() {
      return isPlain() && UnitLayout.strip(text).isEmpty();
    }

    boolean isComment() {
      return isPlain() && (text.startsWith("#") || text.startsWith(";"));
    }

    boolean isHeader() {
      return isPlain() && HEADER.matcher(text).matches();
    }
  }

  private final String file;
  private final String text;
  private final List<TemplateTag> tags;
  private final List<Line> lines = new ArrayList<>();

  private UnitLayout(String file, String text, List<TemplateTag> tags) {
    this.file = file;
    this.text = text;
    this.tags = tags;
  }

  /** A unit file that is no template, laid out. */
  static String ofUnit(String file, String text) throws Refusal {
    return new UnitLayout(file, text, List.of()).layOut();
  }

  /**
   * A template, laid out.
   *
   * @throws Refusal when a tag or a block of it is not closed
   */
  static String ofTemplate(String file, String text) throws Refusal {
    List<TemplateTag> tags = TemplateTag.of(file, text);
    String laidOut = new UnitLayout(file, text, tags).layOut();
    return tags.stream().anyMatch(tag -> tag.trims(text)) ? text : laidOut;
  }

  private String layOut() throws Refusal {
    cut();
    findContinued();
    lines.forEach(UnitLayout::layOut);
    return joined(spaced());
  }

  private void cut() {
    int start = 0;
    int next = 0;
    boolean macro = false;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      Line line = new Line(text.substring(start, end));
      StringBuilder shown = new StringBuilder();
      int from = start;
      while (next < tags.size() && tags.get(next).start() < end) {
        TemplateTag tag = tags.get(next);
        line.tagged = true;
        line.controlled |= tag.isControl();
        line.beginsInside |= tag.start() < start || macro;
        macro = tag.word().equals("macro") || (macro && !tag.word().equals("endmacro"));
        segment(line, shown, from, Math.max(from, tag.start()));
        shown.append(tag.word().equals(TemplateTag.PRINT) ? "x" : "");
        from = Math.min(tag.end(), end);
        if (tag.end() > end) {
          break;
        }
        next++;
      }
      line.beginsInside |= macro;
      segment(line, shown, from, end);
      line.tagsOnly = line.tagged && isBlank(shown);
      lines.add(line);
      start = end + 1;
    }
  }

  /** A stretch outside all tags: where it ends in a backslash, so may the line. */
  private void segment(Line line, StringBuilder shown, int from, int to) {
    String stretch = strip(text.substring(from, to));
    line.backslash |= stretch.endsWith("\\");
    shown.append(stretch);
  }

  /** Finds the lines that may go on with what the line before says. */
  private void findContinued() throws Refusal {
    Deque<Boolean> blocks = new ArrayDeque<>();
    Deque<Integer> opened = new ArrayDeque<>();
    boolean continues = false;
    int next = 0;
    int start = 0;
    for (int at = 0; at < lines.size(); at++) {
      Line line = lines.get(at);
      int end = start + line.source.length();
      line.continues = continues;
      boolean after = continues;
      while (next < tags.size() && tags.get(next).end() <= end) {
        TemplateTag tag = tags.get(next++);
        if (tag.opens()) {
          blocks.push(after || line.backslash);
          opened.push(at);
          after |= tag.word().equals("for") && anyBackslash(at, tag.end());
        } else if (blocks.isEmpty() && (tag.closes() || tag.parts())) {
          throw refusal(at, "there is no block that this tag could belong to");
        } else if (tag.parts()) {
          boolean before = blocks.pop();
          blocks.push(before || after);
          after |= blocks.getFirst();
        } else if (tag.closes()) {
          leaveWithinLines(opened.pop(), at);
          after |= blocks.pop();
        }
      }
      if (line.tagged || line.beginsInside) {
        boolean kept = line.tagsOnly || line.controlled || line.beginsInside;
        continues = line.backslash || (kept && after);
      } else {
        continues = line.backslash;
      }
      // fleet takes a comment inside a value for its end, and systemd passes over it.
      continues |= line.continues && COMMENT.matcher(line.source).lookingAt();
      start = end + 1;
    }
    if (!opened.isEmpty()) {
      throw refusal(opened.getFirst(), "this block is not closed");
    }
  }

  /**
   * Where a block does not begin and end with lines of its own, what is in it shares lines with
   * what is around it: with the line behind it, too, when the line that ends it vanishes.
   */
  private void leaveWithinLines(int first, int last) {
    boolean vanishes = lines.get(last).tagsOnly;
    if (first < last && !(lines.get(first).tagsOnly && vanishes)) {
      int behind = Math.min(last + (vanishes ? 2 : 1), lines.size());
      lines.subList(first + 1, behind).forEach(line -> line.beginsInside = true);
    }
  }

  /**
   * Whether a line of the loop that begins here ends in a backslash: it may come before the first.
   */
  private boolean anyBackslash(int first, int position) {
    int depth = 1;
    int end = text.length();
    for (TemplateTag tag : tags) {
      if (tag.start() < position) {
        continue;
      }
      depth += tag.opens() ? 1 : tag.closes() ? -1 : 0;
      if (depth == 0) {
        end = tag.end();
        break;
      }
    }
    int last = first + (int) text.substring(position, end).chars().filter(c -> c == '\n').count();
    return lines.subList(first, Math.min(last + 1, lines.size())).stream()
        .anyMatch(line -> line.backslash);
  }

  private Refusal refusal(int line, String reason) {
    return new Refusal(file, line + 1, strip(lines.get(line).source), reason, "");
  }

  private static void layOut(Line line) {
    if (line.continues || line.beginsInside) {
      return;
    }
    String stripped = strip(line.source);
    if (line.tagged) {
      layOutTagged(line);
    } else if (stripped.isEmpty() || HEADER.matcher(stripped).matches()) {
      line.text = stripped;
    } else if (stripped.startsWith("#") || stripped.startsWith(";")) {
      line.text = line.backslash ? line.source : stripped;
    } else {
      Matcher option = OPTION.matcher(line.source);
      if (option.matches()) {
        String rest = option.group("rest");
        line.text = option.group("name") + "=" + (line.backslash ? rest : stripTrailing(rest));
      }
    }
  }

  /** Only what stands before the first tag is known to begin an option. */
  private static void layOutTagged(Line line) {
    Matcher start = TAG.matcher(line.source);
    Matcher option = OPTION.matcher(line.source);
    if (start.find() && option.matches() && line.source.indexOf('=') < start.start()) {
      line.text = option.group("name") + "=" + option.group("rest");
    }
    String last = line.text.substring(line.text.lastIndexOf('}') + 1);
    if (!line.backslash && !strip(last).isEmpty()) {
      line.text = stripTrailing(line.text);
    }
  }

  private List<Line> spaced() {
    List<Line> kept = new ArrayList<>();
    for (Line line : lines) {
      boolean first = kept.isEmpty();
      if (line.isBlank() && (first || kept.getLast().isBlank() || kept.getLast().isHeader())) {
        continue;
      }
      if (line.isHeader()) {
        parted(kept);
      }
      kept.add(line);
    }
    while (!kept.isEmpty() && kept.getLast().isBlank()) {
      kept.removeLast();
    }
    return kept;
  }

  /** Puts a blank line before a header and the comment that belongs to it. */
  private static void parted(List<Line> kept) {
    int at = kept.size();
    while (at > 0 && kept.get(at - 1).isComment()) {
      at--;
    }
    if (at > 0 && known(kept.get(at - 1)) && !kept.get(at - 1).isBlank()) {
      kept.add(at, new Line(""));
    }
  }

  private static boolean known(Line line) {
    return !line.tagged && !line.beginsInside && !line.backslash;
  }

  private String joined(List<Line> kept) {
    StringBuilder all = new StringBuilder();
    for (int at = 0; at < kept.size(); at++) {
      Line line = kept.get(at);
      boolean last = at == kept.size() - 1;
      all.append(line.text);
      if (!last || !line.backslash || text.endsWith("\n")) {
        all.append('\n');
      }
    }
    return all.toString();
  }

  private static boolean isBlank(CharSequence shown) {
    return strip(shown.toString()).isEmpty();
  }

  /** Without the blanks around it that both fleet and systemd pass over. */
  private static String strip(String line) {
    int start = 0;
    while (start < line.length() && " \t\r".indexOf(line.charAt(start)) >= 0) {
      start++;
    }
    return stripTrailing(line.substring(start));
  }

  private static String stripTrailing(String line) {
    int end = line.length();
    while (end > 0 && " \t\r".indexOf(line.charAt(end - 1)) >= 0) {
      end--;
    }
    return line.substring(0, end);
  }
}
