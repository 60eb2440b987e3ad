package io.fleetk.cli;

import io.fleetk.unit.TimeSpan;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Moments as systemd.time(7) writes them, where they make sense for the past, and RFC 3339. */
final class Moments {
  private static final Pattern AGO = Pattern.compile("-\\s*(.+)|(.+?)\\s+ago");
  private static final Pattern EPOCH = Pattern.compile("@(\\d{1,11})(?:\\.(\\d{1,9}))?");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("H:mm[:ss]");
  private static final DateTimeFormatter DATE_TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(TIME)
          .toFormatter();

  private Moments() {}

  /**
   * Reads a moment.
   *
   * @param now what spans are counted from
   * @param zone where a time without one is meant
   * @throws IllegalArgumentException when it is none, in one line
   */
  static Instant parse(String text, Instant now, ZoneId zone) {
    String word = text.strip();
    ZonedDateTime midnight = now.atZone(zone).truncatedTo(ChronoUnit.DAYS);
    switch (word) {
      case "now" -> {
        return now;
      }
      case "today" -> {
        return midnight.toInstant();
      }
      case "yesterday" -> {
        return midnight.minusDays(1).toInstant();
      }
      default -> {}
    }
    Matcher epoch = EPOCH.matcher(word);
    if (epoch.matches()) {
      String nanos =
          epoch.group(2) == null ? "0" : (epoch.group(2) + "0".repeat(9)).substring(0, 9);
      return Instant.ofEpochSecond(Long.parseLong(epoch.group(1)), Long.parseLong(nanos));
    }
    Matcher ago = AGO.matcher(word);
    if (ago.matches()) {
      return now.minus(TimeSpan.parse(ago.group(1) == null ? ago.group(2) : ago.group(1)));
    }
    try {
      return calendar(word, midnight);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'%s' is no time: use for instance -5min, 10:00, today, '2026-11-24 10:00:00' or"
                  .formatted(text)
              + " 2026-11-24T10:00:00Z",
          e);
    }
  }

  private static Instant calendar(String word, ZonedDateTime midnight) {
    ZoneId zone = midnight.getZone();
    if (word.indexOf('T') > 0) {
      return OffsetDateTime.parse(word).toInstant();
    }
    if (word.indexOf(' ') > 0) {
      return LocalDateTime.parse(word, DATE_TIME).atZone(zone).toInstant();
    }
    return word.indexOf(':') > 0
        ? midnight.with(LocalTime.parse(word, TIME)).toInstant()
        : LocalDate.parse(word).atStartOfDay(zone).toInstant();
  }
}
