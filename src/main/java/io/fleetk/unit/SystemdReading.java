package io.fleetk.unit;

import java.util.List;

/**
 * Warns wherever systemd (config_parse, described by systemd.syntax(7)) reads a text otherwise than
 * fleet does, so that what is printed and hashed is not what somebody sees in the file.
 */
final class SystemdReading {
  private final List<String> lines;
  private final String text;
  private final FindingSink out;

  SystemdReading(String text, FindingSink out) {
    this.text = text;
    // Both skip the byte order mark that some editors write.
    this.lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList();
    this.out = out;
  }

  void compare() {
    findCarriageReturn();
    boolean inSection = false;
    boolean continued = false;
    for (int at = 0; at < lines.size(); at++) {
      String line = lines.get(at).strip();
      if (continued) {
        continued = continues(at, line);
      } else if (isComment(line)) {
        at = comment(at);
      } else if (line.startsWith("[")) {
        inSection = true;
      } else if (!inSection && !line.isEmpty()) {
        out.error(
            at + 1,
            line,
            "stands in no section, so both fleet and systemd pass over it",
            "put it below a header such as [Service]");
      } else {
        continued = lines.get(at).endsWith("\\");
      }
    }
  }

  private void findCarriageReturn() {
    int at = text.indexOf('\r');
    if (at >= 0) {
      int line = (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
      out.warning(
          line,
          "",
          "lines end in CR LF: fleet then takes no backslash for a continuation, as systemd does",
          "save the file with LF only");
    }
  }

  /** A continued value goes on at this line; gives whether it goes on beyond. */
  private boolean continues(int at, String line) {
    if (line.isEmpty()) {
      out.warning(
          at + 1,
          lines.get(at - 1).strip(),
          "the line before ends in a backslash, and this blank one ends the value",
          "remove the backslash or the blank line");
      return false;
    }
    if (isComment(line)) {
      out.warning(
          at + 1,
          line,
          "a comment inside a continued value: fleet takes it for part of the value, systemd does"
              + " not",
          "move the comment above the option");
    }
    return lines.get(at).endsWith("\\");
  }

  /** A comment begins at this line; gives the last line that fleet takes for part of it. */
  private int comment(int first) {
    int at = first;
    while (continuesComment(lines.get(at)) && at + 1 < lines.size()) {
      at++;
    }
    if (continuesComment(lines.get(first))) {
      out.warning(
          first + 1,
          lines.get(first).strip(),
          "the comment ends in a backslash: fleet takes the next line for part of it, systemd does"
              + " not",
          "remove the backslash");
    }
    return at;
  }

  private static boolean continuesComment(String line) {
    return line.endsWith("\\") || line.endsWith("\\ ");
  }

  private static boolean isComment(String line) {
    return line.startsWith("#") || line.startsWith(";");
  }
}
