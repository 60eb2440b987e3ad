package io.fleetk.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tag of a template: a print tag, a control tag or a comment; or a stretch that a template prints
 * to the letter, from {@code verbatim} to {@code endverbatim}.
 *
 * @param start where it begins in the template
 * @param end behind its end
 * @param word what it is: {@code if}, {@code endfor}, …; {@link #PRINT} for a print tag, {@code #}
 *     for a comment, {@code verbatim} for such a stretch
 */
record TemplateTag(int start, int end, String word) {
  /** The word of print tags. */
  static final String PRINT = "{{";

  /** The word of comments. */
  static final String COMMENT = "#";

  /** The word of stretches that are printed to the letter. */
  static final String VERBATIM = "verbatim";

  private static final Pattern START = Pattern.compile("\\{[{%#]");
  private static final Pattern WORD = Pattern.compile("\\{%-?\\s*(\\w*)");
  private static final Pattern END_VERBATIM = Pattern.compile("\\{%-?\\s*endverbatim\\s*-?%\\}");

  /**
   * The tags of a template, in order.
   *
   * @param file the template's file as the user would name it
   * @throws Refusal when one of them is not closed
   */
  static List<TemplateTag> of(String file, String source) throws Refusal {
    List<TemplateTag> tags = new ArrayList<>();
    Matcher start = START.matcher(source);
    int position = 0;
    while (start.find(position)) {
      int end = end(source, start.start());
      String word = end < 0 ? "" : word(source, start.start());
      if (word.equals(VERBATIM)) {
        Matcher close = END_VERBATIM.matcher(source);
        end = close.find(end) ? close.end() : -1;
      }
      if (end < 0) {
        int line = (int) source.substring(0, start.start()).chars().filter(c -> c == '\n').count();
        String text = source.lines().skip(line).findFirst().orElse("").strip();
        throw new Refusal(file, line + 1, text, "this tag is not closed", "close it");
      }
      tags.add(new TemplateTag(start.start(), end, word));
      position = end;
    }
    return tags;
  }

  private static String word(String source, int start) {
    return switch (source.charAt(start + 1)) {
      case '{' -> PRINT;
      case '#' -> COMMENT;
      default -> {
        Matcher word = WORD.matcher(source).region(start, source.length());
        yield word.lookingAt() ? word.group(1) : "";
      }
    };
  }

  /** Behind the tag that begins at a position; -1 when it is not closed. */
  static int end(String source, int start) {
    char kind = source.charAt(start + 1);
    if (kind == '#') {
      int close = source.indexOf("#}", start + 2);
      return close < 0 ? -1 : close + 2;
    }
    String close = kind == '{' ? "}}" : "%}";
    int braces = 0;
    for (int at = start + 2; at < source.length(); at++) {
      char c = source.charAt(at);
      if (braces == 0 && source.startsWith(close, at)) {
        return at + 2;
      }
      switch (c) {
        case '"', '\'' -> at = endOfString(source, at);
        case '{' -> braces++;
        case '}' -> braces--;
        default -> {
          // Nothing that could hide the end of the tag.
        }
      }
    }
    return -1;
  }

  /** At the closing quote of the string that begins here, or at the end of the source. */
  private static int endOfString(String source, int open) {
    char quote = source.charAt(open);
    int at = open + 1;
    while (at < source.length() && source.charAt(at) != quote) {
      at += source.charAt(at) == '\\' ? 2 : 1;
    }
    return at;
  }

  /** Whether it is a control tag: it prints nothing, and what is around it may depend on it. */
  boolean isControl() {
    return !word.equals(PRINT) && !word.equals(COMMENT) && !word.equals(VERBATIM);
  }

  /** Whether it takes away the blanks and newlines on one of its sides. */
  boolean trims(String source) {
    return !word.equals(VERBATIM)
        && (source.charAt(start + 2) == '-' || source.charAt(end - 3) == '-');
  }

  /** Whether it begins a block that an end tag ends. */
  boolean opens() {
    return word.equals("if") || word.equals("for") || word.equals("macro");
  }

  /** Whether it ends a block. */
  boolean closes() {
    return word.equals("endif") || word.equals("endfor") || word.equals("endmacro");
  }

  /** Whether it begins another branch of a block. */
  boolean parts() {
    return word.equals("else") || word.equals("elseif");
  }
}
