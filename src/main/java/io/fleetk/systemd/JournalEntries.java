package io.fleetk.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.unit.JournalLines.Entry;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the entries that {@code journalctl -o json} writes, a line each, into the form of {@code -o
 * short-iso}: systemd.journal-fields(7), and its Journal JSON Format.
 */
final class JournalEntries {
  /** The fields that are needed; the cursor and the time come unasked. */
  static final String FIELDS = "MESSAGE,SYSLOG_IDENTIFIER,_COMM,_PID,SYSLOG_PID,_HOSTNAME";

  private static final int LONGEST = 1 << 15;
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx").withZone(ZoneOffset.UTC);

  private JournalEntries() {}

  /**
   * Reads an entry.
   *
   * @throws SystemdException when it is none
   */
  static Entry entry(String json) {
    try {
      JsonNode fields = JSON.readTree(json);
      String cursor = text(fields, "__CURSOR").orElseThrow(() -> notOurs(json));
      long micros = Long.parseLong(text(fields, "__REALTIME_TIMESTAMP").orElse("0"));
      String start =
          "%s %s %s%s: "
              .formatted(
                  STAMP.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS)),
                  text(fields, "_HOSTNAME").orElse("localhost"),
                  text(fields, "SYSLOG_IDENTIFIER")
                      .or(() -> text(fields, "_COMM"))
                      .orElse("unknown"),
                  text(fields, "_PID")
                      .or(() -> text(fields, "SYSLOG_PID"))
                      .map("[%s]"::formatted)
                      .orElse(""));
      return new Entry(cursor, lines(start, text(fields, "MESSAGE").orElse("")));
    } catch (JacksonException | NumberFormatException e) {
      throw notOurs(json);
    }
  }

  private static SystemdException notOurs(String json) {
    return new SystemdException(
        "journalctl says what is no entry: " + json.substring(0, Math.min(80, json.length())));
  }

  private static List<String> lines(String start, String message) {
    String shown =
        message.length() <= LONGEST
            ? message
            : message.substring(0, LONGEST) + "… (%d more)".formatted(message.length() - LONGEST);
    List<String> lines = new ArrayList<>();
    for (String line : shown.stripTrailing().split("\\R", -1)) {
      lines.add((lines.isEmpty() ? start : " ".repeat(start.length())) + line);
    }
    return lines;
  }

  /** A field: text, or its bytes where they are not printable; the last one of several. */
  private static Optional<String> text(JsonNode fields, String name) {
    JsonNode value = fields.path(name);
    if (value.isArray() && value.size() > 0 && !value.get(0).isNumber()) {
      value = value.get(value.size() - 1);
    }
    if (value.isString()) {
      return Optional.of(value.stringValue());
    }
    if (!value.isArray()) {
      return Optional.empty();
    }
    var bytes = new ByteArrayOutputStream();
    value.forEach(one -> bytes.write(one.asInt()));
    return Optional.of(printable(bytes.toString(UTF_8)));
  }

  /** Colours and the like are for the terminal that a program thought it had. */
  private static String printable(String text) {
    return text.replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "")
        .replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?");
  }
}
