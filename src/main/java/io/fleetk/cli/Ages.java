package io.fleetk.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Spans of time as people read them. */
final class Ages {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Ages() {}

  /** A span in its two largest units, such as {@code 42s}, {@code 3m10s} or {@code 5d2h}. */
  static String of(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < MINUTE) {
      return seconds + "s";
    }
    if (seconds < HOUR) {
      return two(seconds, MINUTE, "m", 1, "s");
    }
    if (seconds < DAY) {
      return two(seconds, HOUR, "h", MINUTE, "m");
    }
    return two(seconds, DAY, "d", HOUR, "h");
  }

  /** How long ago a moment was. */
  static String since(Instant moment, Instant now) {
    return of(Duration.between(moment, now));
  }

  /** A moment to the second, such as {@code 2026-01-01T12:00:00Z}. */
  static String moment(Instant moment) {
    return moment.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String two(long seconds, long large, String first, long small, String second) {
    long rest = seconds % large / small;
    return seconds / large + first + (rest == 0 ? "" : rest + second);
  }
}
