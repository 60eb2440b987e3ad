package io.fleetk.screen;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes two runs of one line look alike: what a clock, a kernel or a random number chose is told by
 * what it is, columns kept.
 */
final class Smoothing {
  private static final String SPAN = "(?:\\d+(?:ms|[smhd])){1,2}";
  private static final Pattern LAST_SPAN = Pattern.compile("(?<=\\S)( +)" + SPAN + "([.,]?)$");
  private static final Pattern COLUMN_SPAN = Pattern.compile("(?<=\\s)" + SPAN + "(?=\\s\\s) *");
  private static final Pattern INNER_SPAN = Pattern.compile("(?<=\\s)" + SPAN + "(?=[\\s:.,])");
  private static final List<Rule> RULES =
      List.of(
          new Rule("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?", "2026-01-01T00:00:00"),
          new Rule("127\\.0\\.0\\.1:\\d{4,5}", "127.0.0.1:4001"),
          new Rule("process   \\d+", "process   4001"),
          new Rule("\\b([\\w.-]+)\\[\\d+]:", "$1[1001]:"),
          new Rule("\\b[0-9a-f]{64}\\b", "0".repeat(64)),
          new Rule("\\b20\\d\\d-\\d\\d-\\d\\d(?!T)", "2026-01-01"),
          // An ECDSA signature is a byte longer or shorter from time to time.
          new Rule("\\b\\d+ bytes$", "600 bytes"));

  private record Rule(Pattern pattern, String replacement) {
    Rule(String pattern, String replacement) {
      this(Pattern.compile(pattern), replacement);
    }
  }

  private Smoothing() {}

  /**
   * Lines in which nothing depends on the run.
   *
   * @param home the home folder, which is told as {@code ~}
   */
  static List<String> of(List<String> lines, String home) {
    return lines.stream().map(line -> line(line.replace(home, "~"))).toList();
  }

  private static String line(String line) {
    String smooth = line;
    for (Rule rule : RULES) {
      smooth = rule.pattern().matcher(smooth).replaceAll(rule.replacement());
    }
    smooth = COLUMN_SPAN.matcher(smooth).replaceAll(Smoothing::padded);
    smooth = LAST_SPAN.matcher(smooth).replaceAll(Smoothing::last);
    return INNER_SPAN.matcher(smooth).replaceAll("AGE");
  }

  /** In a last column of numbers the blanks before a span depend on the longest one. */
  private static String last(MatchResult span) {
    return (span.group(1).length() > 1 ? "   " : " ") + "AGE" + span.group(2);
  }

  /** A span and the blanks after it are as wide as before. */
  private static String padded(MatchResult span) {
    return Matcher.quoteReplacement("AGE" + " ".repeat(Math.max(2, span.group().length() - 3)));
  }
}
