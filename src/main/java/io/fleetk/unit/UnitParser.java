package io.fleetk.unit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * go-systemd's reader of unit files, step for step, with the line that each option begins on. Where
 * go-systemd gives up, this notes a complaint and goes on with the next line, so that lint can name
 * every problem at once.
 *
 * <p>It differs from systemd's in ways that fleet's users rely on: text before the first section is
 * skipped, a comment that ends in a backslash goes on, a comment inside a continued value is part
 * of it, and a carriage return before a newline hides a backslash.
 */
final class UnitParser {
  /** The longest physical line in bytes: go-systemd refuses {@code SYSTEMD_LINE_MAX}, 2,048. */
  static final int LINE_MAX = 2047;

  /** An option and the physical line, from 1, that its name stands on. */
  record Located(UnitOption option, int line) {}

  /** A section's header and the physical line, from 1, that it begins on. */
  record Header(String section, int line) {}

  /** What go-systemd refuses the text for. */
  record Complaint(int line, String text, String reason, String suggestion) {}

  /**
   * What was read.
   *
   * @param options in order
   * @param headers the sections' headers, in order
   * @param complaints by line; where there is one, go-systemd refuses the whole text
   */
  record Reading(List<Located> options, List<Header> headers, List<Complaint> complaints) {}

  private final String text;
  private int position;
  private int line = 1;
  private boolean lineEndedTheFile;
  private final List<Located> options = new ArrayList<>();
  private final List<Header> headers = new ArrayList<>();
  private final List<Complaint> complaints = new ArrayList<>();

  private UnitParser(String text) {
    this.text = text;
  }

  static Reading read(String text) {
    UnitParser parser = new UnitParser(text);
    parser.checkLineLengths();
    parser.skipToFirstSection();
    parser.complaints.sort(Comparator.comparingInt(Complaint::line));
    return new Reading(
        List.copyOf(parser.options), List.copyOf(parser.headers), List.copyOf(parser.complaints));
  }

  private void checkLineLengths() {
    int number = 0;
    for (String physical : text.lines().toList()) {
      number++;
      if (physical.length() > LINE_MAX || physical.getBytes(UTF_8).length > LINE_MAX) {
        complaints.add(
            new Complaint(
                number,
                physical,
                "line too long (max %d bytes)".formatted(LINE_MAX),
                "end it with a backslash and continue on the next line"));
      }
    }
  }

  private void skipToFirstSection() {
    while (position < text.length()) {
      char c = take();
      if (c == '[') {
        readSections();
        return;
      }
      if (isComment(c)) {
        skipComment();
      }
    }
  }

  private void readSections() {
    String section = readSectionName();
    while (position < text.length()) {
      int c = text.charAt(position);
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

  private String readSectionName() {
    int opened = line;
    int end = text.indexOf(']', position);
    if (end < 0) {
      complaints.add(
          new Complaint(
              opened,
              "[" + takeLine(),
              "unable to find end of section",
              "a section's header is closed by ]"));
      position = text.length();
      return "";
    }
    String name = text.substring(position, end);
    while (position <= end) {
      take();
    }
    headers.add(new Header(name, opened));
    int suffixLine = line;
    String garbage = trim(takeLine());
    if (!garbage.isEmpty()) {
      complaints.add(
          new Complaint(
              suffixLine,
              garbage,
              "found garbage after section name " + name,
              "a section's header stands alone on its line"));
    }
    return name;
  }

  private void readOption(String section) {
    int began = line;
    int end = position;
    while (end < text.length() && "=\n\r".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    if (end == text.length() || text.charAt(end) != '=') {
      complaints.add(
          new Complaint(
              began,
              takeLine().strip(),
              "neither an option (Name=value) nor a section nor a comment",
              "a value goes on only where the line before ends in a backslash"));
      return;
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
    // go-systemd keeps the newline of a continuation that a blank line ends.
    return whole.endsWith("\n") ? trim(whole) + "\n" : trim(whole);
  }

  private void skipComment() {
    String rest;
    do {
      rest = takeLine();
      rest = rest.endsWith(" ") ? rest.substring(0, rest.length() - 1) : rest;
    } while (rest.endsWith("\\"));
  }

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

  /** Go's {@code unicode.IsSpace}; all of them lie in the basic plane. */
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
  private static String trim(String text) {
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
