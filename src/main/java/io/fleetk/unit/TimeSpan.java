package io.fleetk.unit;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Time spans as systemd.time(7) writes them: {@code 5}, {@code 500ms}, {@code 1min 30s}. */
public final class TimeSpan {
  private static final Pattern PART =
      Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*([a-zA-Zµμ]*)\\s*");
  private static final Map<String, Double> SECONDS =
      Map.ofEntries(
          Map.entry("", 1.0),
          Map.entry("us", 1e-6),
          Map.entry("usec", 1e-6),
          Map.entry("µs", 1e-6),
          Map.entry("μs", 1e-6),
          Map.entry("ms", 1e-3),
          Map.entry("msec", 1e-3),
          Map.entry("s", 1.0),
          Map.entry("sec", 1.0),
          Map.entry("second", 1.0),
          Map.entry("seconds", 1.0),
          Map.entry("m", 60.0),
          Map.entry("min", 60.0),
          Map.entry("minute", 60.0),
          Map.entry("minutes", 60.0),
          Map.entry("h", 3600.0),
          Map.entry("hr", 3600.0),
          Map.entry("hour", 3600.0),
          Map.entry("hours", 3600.0),
          Map.entry("d", 86400.0),
          Map.entry("day", 86400.0),
          Map.entry("days", 86400.0),
          Map.entry("w", 604800.0),
          Map.entry("week", 604800.0),
          Map.entry("weeks", 604800.0));

  private TimeSpan() {}

  /**
   * Reads a time span; a number without a unit is seconds.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Duration parse(String text) {
    Matcher part = PART.matcher(text);
    double seconds = 0;
    int end = 0;
    while (end < text.length() && part.find(end) && part.start() == end) {
      Double unit = SECONDS.get(part.group(2));
      if (unit == null) {
        throw new IllegalArgumentException(
            "'%s' is no unit of time: use ms, s, min, h or d".formatted(part.group(2)));
      }
      seconds += Double.parseDouble(part.group(1)) * unit;
      end = part.end();
    }
    if (text.isBlank() || end < text.length()) {
      throw new IllegalArgumentException(
          "'%s' is no time span: use for instance 5, 500ms or 1min 30s".formatted(text));
    }
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
