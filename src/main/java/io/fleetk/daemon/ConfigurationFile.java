package io.fleetk.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code fleet.conf}, read as fleetd reads it: {@code key=value} lines, values in double, single
 * or no quotes, comments after {@code #} or {@code ;}, a backslash at the end of a line that goes
 * on. Keys are told apart without regard to case; the last of one name counts.
 *
 * @param settings what it sets, in order
 * @param problems the lines that nobody can read, each with where it stands and why
 */
record ConfigurationFile(List<Setting> settings, List<String> problems) {
  private static final Pattern SECTION = Pattern.compile("\\[.*]");

  /** In the order that they are tried. */
  private static final List<Pattern> ASSIGNMENTS =
      List.of(
          Pattern.compile("([^= \t]+)[ \t]*=[ \t]*\"([^\"]*)\"\\s*(?:[#;].*)?"),
          Pattern.compile("([^= \t]+)[ \t]*=[ \t]*'([^']*)'\\s*(?:[#;].*)?"),
          Pattern.compile("([^= \t]+)[ \t]*=[ \t]*([^#;]+)(?:[#;].*)?"),
          Pattern.compile("([^= \t]+)[ \t]*=[ \t]*()(?:[#;].*)?"));

  /** Copies the lists. */
  ConfigurationFile {
    settings = List.copyOf(settings);
    problems = List.copyOf(problems);
  }

  /**
   * One setting.
   *
   * @param key its name, in lower case
   * @param value what it is set to
   * @param where where that stands, such as {@code /etc/fleetk/fleetk.conf:3} or the name of an
   *     environment variable
   */
  record Setting(String key, String value, String where) {}

  /**
   * Reads a text.
   *
   * @param name the file, as people would name it
   */
  static ConfigurationFile parse(String name, String text) {
    List<Setting> settings = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    List<String> lines = text.lines().map(String::strip).toList();
    boolean fleets = true;
    for (int at = 0; at < lines.size(); at++) {
      String where = "%s:%d".formatted(name, at + 1);
      StringBuilder whole = new StringBuilder(lines.get(at));
      while (whole.length() > 0 && whole.charAt(whole.length() - 1) == '\\') {
        whole.setLength(whole.length() - 1);
        at++;
        whole.append(at < lines.size() ? lines.get(at) : "");
      }
      String line = whole.toString();
      if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      if (SECTION.matcher(line).matches()) {
        fleets = false;
        problems.add(
            "%s: '%s': what follows is in a section, which fleet never reads; remove the header"
                .formatted(where, line));
      } else if (fleets) {
        assignment(line, where, settings, problems);
      }
    }
    return new ConfigurationFile(settings, problems);
  }

  private static void assignment(
      String line, String where, List<Setting> settings, List<String> problems) {
    for (Pattern pattern : ASSIGNMENTS) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.matches()) {
        settings.add(
            new Setting(
                matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2).strip(), where));
        return;
      }
    }
    problems.add("%s: '%s': no setting; write key=value".formatted(where, line));
  }
}
