package io.fleetk.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * The lines of a daemon's log. Where they go to the journal, each has its priority in front
 * (sd-daemon(3)) and no time, which the journal has already; elsewhere each has time and level.
 */
public final class LogLines extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());
  private static final Path OUTPUT = Path.of("/proc/self/fd/1");

  private final boolean toJournal;
  private final ThrowableProxyConverter causes = new ThrowableProxyConverter();

  /** Lines for where the standard output goes. */
  public LogLines() {
    this(isJournal(System.getenv(), OUTPUT));
  }

  LogLines(boolean toJournal) {
    this.toJournal = toJournal;
  }

  /** Whether an output is the one that {@code JOURNAL_STREAM} names (systemd.exec(5)). */
  static boolean isJournal(Map<String, String> environment, Path output) {
    String stream = environment.get("JOURNAL_STREAM");
    if (stream == null) {
      return false;
    }
    try {
      Map<String, Object> file = Files.readAttributes(output, "unix:dev,ino");
      return stream.equals(file.get("dev") + ":" + file.get("ino"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public void start() {
    causes.start();
    super.start();
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    String logger = event.getLoggerName();
    String text =
        "%s: %s\n%s"
            .formatted(
                logger.substring(logger.lastIndexOf('.') + 1),
                event.getFormattedMessage(),
                event.getThrowableProxy() == null ? "" : causes.convert(event));
    String head = toJournal ? "<" + priority(event.getLevel()) + ">" : head(event);
    StringBuilder lines = new StringBuilder();
    text.lines().forEach(line -> lines.append(head).append(line).append('\n'));
    return lines.toString();
  }

  private static String head(ILoggingEvent event) {
    return "%s %-5s ".formatted(TIME.format(event.getInstant()), event.getLevel());
  }

  private static int priority(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> 3;
      case Level.WARN_INT -> 4;
      case Level.INFO_INT -> 6;
      default -> 7;
    };
  }
}
