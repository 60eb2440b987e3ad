package io.fleetk.api;

import io.fleetk.unit.JournalRange;
import io.fleetk.unit.JournalRange.End;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Which part of a journal a query asks for. */
final class JournalQuery {
  private static final int USUAL_LINES = 100;
  private static final int MOST_SECONDS = 30;

  private JournalQuery() {}

  /**
   * Reads {@code lines}, {@code after}, {@code since}, {@code end} and {@code waitSec}.
   *
   * @throws ApiException (400) saying which of them makes no sense
   */
  static JournalRange range(Call.Fields query) {
    int lines =
        query
            .first("lines")
            .map(text -> number("lines", text, 1, JournalRange.MOST_LINES))
            .orElse(USUAL_LINES);
    Optional<String> after = query.first("after").filter(cursor -> !cursor.isEmpty());
    Optional<Instant> since = query.first("since").map(JournalQuery::moment);
    int wait =
        query.first("waitSec").map(text -> number("waitSec", text, 0, MOST_SECONDS)).orElse(0);
    End end =
        query
            .first("end")
            .map(JournalQuery::end)
            .orElse(after.isPresent() || wait > 0 ? End.FIRST : End.LAST);
    try {
      return new JournalRange(after, since, end, lines, Duration.ofSeconds(wait));
    } catch (IllegalArgumentException e) {
      throw new ApiException(400, "end=last goes with neither after nor waitSec", e);
    }
  }

  private static End end(String text) {
    return switch (text) {
      case "first" -> End.FIRST;
      case "last" -> End.LAST;
      default -> throw new ApiException(400, "end must be first or last: \"%s\"".formatted(text));
    };
  }

  private static Instant moment(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new ApiException(
          400, "since must be a time such as 2026-11-24T10:00:00Z: \"%s\"".formatted(text), e);
    }
  }

  private static int number(String name, String text, int least, int most) {
    String problem = "%s must be a number from %d to %d: \"%s\"".formatted(name, least, most, text);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new ApiException(400, problem, e);
    }
    throw new ApiException(400, problem);
  }
}
