package io.fleetk.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a template that Pebble prints without leaving its mark on the text around its tags, with
 * every line where it was:
 *
 * <ul>
 *   <li>a line of nothing but tags, comments and blanks vanishes with its newline (the newline
 *       moves into the last tag), since a blank line would end a continued value;
 *   <li>{@code verbatim} is printed to the letter, where Pebble cuts off its leading blanks.
 * </ul>
 */
final class TemplateSource {
  private static final Pattern START = Pattern.compile("\\{[{%#]");
  // A brace at the end of a text would make another start with the tag behind it.
  private static final Pattern START_OR_END = Pattern.compile("\\{(?:[{%#]|\\z)");
  private static final Pattern VERBATIM = Pattern.compile("\\{%-?\\s*verbatim\\s*-?%\\}");
  private static final Pattern END_VERBATIM = Pattern.compile("\\{%-?\\s*endverbatim\\s*-?%\\}");

  /** A stretch of a template. */
  private sealed interface Piece {
    /**
     * Text, or a print tag: it shows.
     *
     * @param text what it is
     * @param beginsLine whether the newline before it was moved into the tag before it
     */
    record Shown(String text, boolean beginsLine) implements Piece {
      Shown(String text) {
        this(text, false);
      }
    }

    /** A tag or a comment: it does not. */
    record Hidden(String text) implements Piece {
      /** The same tag with some blanks before its end, where they mean nothing. */
      Hidden with(String blanks) {
        int end = text.length() - (text.charAt(text.length() - 3) == '-' ? 3 : 2);
        return new Hidden(text.substring(0, end) + blanks + text.substring(end));
      }
    }

    String text();
  }

  private final String source;
  private final List<Piece> pieces = new ArrayList<>();
  private int position;

  private TemplateSource(String source) {
    this.source = source;
  }

  /** The template to give to Pebble. */
  static String forPebble(String source) {
    TemplateSource template = new TemplateSource(source);
    template.cut();
    template.hideOwnLines();
    StringBuilder text = new StringBuilder();
    template.pieces.forEach(piece -> text.append(piece.text()));
    return text.toString();
  }

  private void cut() {
    Matcher start = START.matcher(source);
    while (start.find(position)) {
      show(source.substring(position, start.start()));
      position = start.start();
      int end = TemplateTag.end(source, position);
      if (end < 0) {
        break;
      }
      String tag = source.substring(position, end);
      position = end;
      if (tag.startsWith("{{")) {
        pieces.add(new Piece.Shown(tag));
      } else if (VERBATIM.matcher(tag).matches()) {
        cutVerbatim();
      } else {
        pieces.add(new Piece.Hidden(tag));
      }
    }
    // What is not closed is left for Pebble to complain about.
    show(source.substring(position));
  }

  private void cutVerbatim() {
    Matcher end = END_VERBATIM.matcher(source);
    if (!end.find(position)) {
      pieces.add(new Piece.Shown("{% verbatim %}"));
      return;
    }
    pieces.add(new Piece.Hidden("{# verbatim #}"));
    String verbatim = source.substring(position, end.start());
    Matcher delimiters = START_OR_END.matcher(verbatim);
    int from = 0;
    while (delimiters.find()) {
      show(verbatim.substring(from, delimiters.start()));
      pieces.add(new Piece.Shown("{{ '" + delimiters.group() + "' }}"));
      from = delimiters.end();
    }
    show(verbatim.substring(from));
    pieces.add(new Piece.Hidden("{# endverbatim #}"));
    position = end.end();
  }

  private void show(String text) {
    if (!text.isEmpty()) {
      pieces.add(new Piece.Shown(text));
    }
  }

  private void hideOwnLines() {
    int first = 0;
    while (first < pieces.size()) {
      if (!(pieces.get(first) instanceof Piece.Hidden)) {
        first++;
        continue;
      }
      int last = lastOfRun(first);
      if (beginsLine(first) && endsLine(last)) {
        hide(first, last);
      }
      first = last + 1;
    }
  }

  /** The last of the tags that follow a first one with nothing but blanks between them. */
  private int lastOfRun(int first) {
    int last = first;
    for (int at = first + 1; at < pieces.size(); at++) {
      if (pieces.get(at) instanceof Piece.Hidden) {
        last = at;
      } else if (!isBlank(pieces.get(at).text())) {
        break;
      }
    }
    return last;
  }

  private boolean beginsLine(int at) {
    if (at == 0) {
      return true;
    }
    return pieces.get(at - 1) instanceof Piece.Shown before
        && isBlank(before.text().substring(before.text().lastIndexOf('\n') + 1))
        && (before.text().indexOf('\n') >= 0 || before.beginsLine() || at == 1);
  }

  private boolean endsLine(int at) {
    if (at == pieces.size() - 1) {
      return true;
    }
    String after = pieces.get(at + 1).text();
    int newline = after.indexOf('\n');
    return newline < 0
        ? at + 1 == pieces.size() - 1 && isBlank(after)
        : isBlank(after.substring(0, newline));
  }

  private void hide(int first, int last) {
    if (first > 0) {
      String before = pieces.get(first - 1).text();
      pieces.set(first - 1, new Piece.Shown(before.substring(0, before.lastIndexOf('\n') + 1)));
    }
    for (int at = first + 1; at < last; at++) {
      if (pieces.get(at) instanceof Piece.Shown) {
        pieces.set(at, new Piece.Shown(""));
      }
    }
    if (last + 1 < pieces.size()) {
      String after = pieces.get(last + 1).text();
      int next = after.indexOf('\n') < 0 ? after.length() : after.indexOf('\n') + 1;
      pieces.set(last, ((Piece.Hidden) pieces.get(last)).with(after.substring(0, next)));
      pieces.set(last + 1, new Piece.Shown(after.substring(next), true));
    }
  }

  private static boolean isBlank(String text) {
    return text.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\r');
  }
}
