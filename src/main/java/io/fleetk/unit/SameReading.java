package io.fleetk.unit;

import java.util.ArrayList;
import java.util.List;

/** Tells whether two texts of a unit file are the same to all who read them. */
public final class SameReading {
  private static final String BLANKS = " \t\r\n";

  private SameReading() {}

  /**
   * Whether fleet and systemd read the same options, in the same order, out of two texts; so both
   * hashes of the unit are the same, too.
   */
  public static boolean of(String one, String other) {
    UnitParser.Reading before = UnitParser.read(one);
    UnitParser.Reading after = UnitParser.read(other);
    return options(before).equals(options(after))
        && before.complaints().size() == after.complaints().size()
        && readBySystemd(one).equals(readBySystemd(other));
  }

  private static List<UnitOption> options(UnitParser.Reading reading) {
    return reading.options().stream().map(UnitParser.Located::option).toList();
  }

  /**
   * What systemd reads (config_parse, described by systemd.syntax(7)): comments vanish even inside
   * a continued value, a backslash at a line's end is a blank, and a section that comes again goes
   * on. What it refuses or passes over with a warning is kept as it stands, as an option of no
   * name.
   */
  static List<UnitOption> readBySystemd(String text) {
    List<UnitOption> options = new ArrayList<>();
    String section = "";
    StringBuilder continued = new StringBuilder();
    String whole = text.startsWith("\uFEFF") ? text.substring(1) : text;
    for (String line : whole.split("\\r?\\n|\\r", -1)) {
      String begin = strip(line);
      if (begin.startsWith("#") || begin.startsWith(";")) {
        continue;
      }
      continued.append(line);
      if (endsEscaped(continued)) {
        continued.setCharAt(continued.length() - 1, ' ');
        continue;
      }
      section = read(strip(continued.toString()), section, options);
      continued.setLength(0);
    }
    read(strip(continued.toString()), section, options);
    return options;
  }

  private static String read(String line, String section, List<UnitOption> options) {
    if (line.isEmpty()) {
      return section;
    }
    if (line.startsWith("[") && line.endsWith("]")) {
      String header = line.substring(1, line.length() - 1);
      options.add(new UnitOption(header, "", ""));
      return header;
    }
    int equals = line.startsWith("[") ? -1 : line.indexOf('=');
    options.add(
        equals < 0
            ? new UnitOption(section, "", line)
            : new UnitOption(
                section, strip(line.substring(0, equals)), strip(line.substring(equals + 1))));
    return section;
  }

  private static boolean endsEscaped(CharSequence line) {
    boolean escaped = false;
    for (int at = 0; at < line.length(); at++) {
      escaped = !escaped && line.charAt(at) == '\\';
    }
    return escaped;
  }

  private static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && BLANKS.indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    while (end > start && BLANKS.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(start, end);
  }
}
