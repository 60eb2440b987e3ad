package io.fleetk.unit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * go-systemd's reader of unit files, step for step, with the line that each option begins on.
 *
 * <p>It differs from systemd's in ways that fleet's users rely on: text before the first section is
 * skipped, a comment that ends in a backslash goes on, a comment inside a continued value is part
 * of it, and a carriage return before a newline hides a backslash.
 */
final class UnitParser {
  /** The longest physical line in bytes, as go-systemd's {@code SYSTEMD_LINE_MAX} has it. */
  static final int LINE_MAX = 2047;

  /** An option and the physical line, from 1, that its name stands on. */
  record Located(UnitOption option, int line) {}

  private final String text;
  private int position;
  private int line = 1;
  private final List<Located> options = new ArrayList<>();

  private UnitParser(String text) {
    this.text = text;
  }

  static List<Located> parse(String text) throws UnitParseException {
    checkLineLengths(text);
    UnitParser parser = new UnitParser(text);
    parser.skipToFirstSection();
    return List.copyOf(parser.options);
  }

  private static void checkLineLengths(String text) throws UnitParseException {
    int line = 0;
    for (String physical : text.split("[\r\n]", -1)) {
      line++;
      if (physical.length() > LINE_MAX || physical.getBytes(UTF_8).length > LINE_MAX) {
        throw new UnitParseException(
            line,
            "line too long (max %d bytes); end it with a backslash and continue on the next"
                .formatted(LINE_MAX));
      }
    }
  }

  private void skipToFirstSection() throws UnitParseException {
    while (position < text.length()) {
      char c = take();
      if (c == '[') {
        readSection();
        return;
      }
      if (isComment(c)) {
        skipComment();
      }
    }
  }

  private void readSection() throws UnitParseException {
    String section = readSectionName();
    while (position < text.length()) {
      int c = text.codePointAt(position);
      if (isSpace(c)) {
        take();
      } else if (c == '[') {
        take();
        section = readSectionName();
      } else if (isComment(c)) {
        take();
        skipComment();
      } else {
        readOption(section);
      }
    }
  }

  private String readSectionName() throws UnitParseException {
    int opened = line;
    int end = text.indexOf(']', position);
    if (end < 0) {
      throw new UnitParseException(opened, "unable to find end of section");
    }
    String name = text.substring(position, end);
    while (position <= end) {
      take();
    }
    int suffixLine = line;
    if (!trim(takeLine()).isEmpty()) {
      throw new UnitParseException(suffixLine, "found garbage after section name " + name);
    }
    return name;
  }

  private void readOption(String section) throws UnitParseException {
    int began = line;
    int end = position;
    while (end < text.length() && text.charAt(end) != '=') {
      char c = text.charAt(end);
      if (c == '\n' || c == '\r') {
        throw new UnitParseException(
            began, "unexpected newline encountered while parsing option name");
      }
      end++;
    }
    if (end == text.length()) {
      throw new UnitParseException(began, "the file ends within an option name");
    }
    String name = trim(text.substring(position, end));
    position = end + 1;
    options.add(new Located(new UnitOption(section, name, readValue()), began));
  }

  private String readValue() {
    StringBuilder value = new StringBuilder();
    while (true) {
      String physical = takeLine();
      boolean atEnd = lineEndedTheFile;
      if (trim(physical).isEmpty()) {
        break;
      }
      value.append(physical);
      if (!physical.endsWith("\\")) {
        break;
      }
      if (!atEnd) {
        value.append('\n');
      }
    }
    String whole = value.toString();
    return whole.endsWith("\n") ? trim(whole) + "\n" : trim(whole);
  }

  private void skipComment() {
    String rest;
    do {
      rest = takeLine();
      rest = rest.endsWith(" ") ? rest.substring(0, rest.length() - 1) : rest;
    } while (rest.endsWith("\\"));
  }

  private boolean lineEndedTheFile;

  /** Takes up to and with the next newline, and gives what stood before it. */
  private String takeLine() {
    int end = text.indexOf('\n', position);
    lineEndedTheFile = end < 0;
    if (lineEndedTheFile) {
      String rest = text.substring(position);
      position = text.length();
      return rest.endsWith("\r") ? rest.substring(0, rest.length() - 1) : rest;
    }
    String before = text.substring(position, end);
    position = end + 1;
    line++;
    return before;
  }

  private char take() {
    char c = text.charAt(position++);
    if (c == '\n') {
      line++;
    }
    return c;
  }

  private static boolean isComment(int c) {
    return c == '#' || c == ';';
  }

  /** Go's {@code unicode.IsSpace}. */
  private static boolean isSpace(int c) {
    return (c >= '\t' && c <= '\r')
        || c == ' '
        || c == 0x85
        || c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  /** Go's {@code strings.TrimSpace}. */
  static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }
}
