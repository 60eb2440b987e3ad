package io.fleetk.screen;

import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Makes two runs of one line look alike: what a clock, a kernel or a random number chose is told by
 * something as long.
 */
final class Smoothing {
  private static final String SPAN = "(?:\\d+(?:ms|[smhd])){1,2}";
  private static final List<Rule> RULES =
      List.of(
          Rule.of("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?", "2026-01-01T00:00:00"),
          // One that a table has cut.
          Rule.of("\\b20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d…", "2026-01-01T00:0…"),
          Rule.of("\\b20\\d\\d-\\d\\d-\\d\\d(?!T)", "2026-01-01"),
          Rule.of("http://127\\.0\\.0\\.1:\\d{4,5}", "http://127.0.0.1:40001"),
          Rule.of("\\bprocess( +)\\d+", "process$1 4001"),
          Rule.of("\\b([\\w.-]+)\\[\\d+]:", "$1[1001]:"),
          // Hashes of units with secrets, whose versions are random; whole ones and cut ones.
          new Rule("\\b[0-9a-f]{33,64}", hash -> "0".repeat(hash.group().length())),
          // An ECDSA signature is a byte longer or shorter from time to time.
          Rule.of("\\b\\d+ bytes$", "600 bytes"),
          // A span at the end of a line, in a column of numbers or in a sentence.
          new Rule("(?<=\\S)( +)" + SPAN + "([.,]?)$", Smoothing::last),
          new Rule("(?<=\\s)" + SPAN + "(?=\\s\\s) *", Smoothing::padded),
          Rule.of("(?<=\\s)(?<!such as )" + SPAN + "(?=[\\s:.,])", "AGE"));

  private record Rule(Pattern pattern, Function<MatchResult, String> replacement) {
    Rule(String pattern, Function<MatchResult, String> replacement) {
      this(Pattern.compile(pattern), replacement);
    }

    static Rule of(String pattern, String replacement) {
      return new Rule(pattern, _ -> replacement);
    }

    String apply(String line) {
      return pattern.matcher(line).replaceAll(replacement);
    }
  }

  private Smoothing() {}

  /**
   * Lines in which nothing depends on the run.
   *
   * @param home the home folder, which is told as that of ann
   */
  static List<String> of(List<String> lines, String home) {
    return lines.stream().map(line -> line(line.replace(home, "/home/ann"))).toList();
  }

  private static String line(String line) {
    String smooth = line;
    for (Rule rule : RULES) {
      smooth = rule.apply(smooth);
    }
    return smooth;
  }

  /** In a last column of numbers the blanks before a span depend on the longest one. */
  private static String last(MatchResult span) {
    return (span.group(1).length() > 1 ? "   " : " ") + "AGE" + span.group(2);
  }

  /** A span and the blanks after it are as wide as before. */
  private static String padded(MatchResult span) {
    return "AGE" + " ".repeat(Math.max(2, span.group().length() - 3));
  }
}
