package io.fleetk.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLinesTest {
  private static String written(boolean toJournal, Level level, Optional<Throwable> cause) {
    Logger logger = new LoggerContext().getLogger("io.fleetk.agent.Agent");
    LogLines lines = new LogLines(toJournal);
    lines.start();
    return lines.doLayout(
        new LoggingEvent("x", logger, level, "begins", cause.orElse(null), new Object[0]));
  }

  @Test
  void theJournalGetsAPriorityAndNoTime() {
    assertThat(written(true, Level.ERROR, Optional.empty())).isEqualTo("<3>Agent: begins\n");
    assertThat(written(true, Level.WARN, Optional.empty())).isEqualTo("<4>Agent: begins\n");
    assertThat(written(true, Level.INFO, Optional.empty())).isEqualTo("<6>Agent: begins\n");
    assertThat(written(true, Level.DEBUG, Optional.empty())).isEqualTo("<7>Agent: begins\n");
  }

  @Test
  void everyLineOfAStackTraceHasThePriority() {
    assertThat(written(true, Level.ERROR, Optional.of(new IllegalStateException("broken"))).lines())
        .hasSizeGreaterThan(2)
        .allMatch(line -> line.startsWith("<3>"))
        .anyMatch(line -> line.contains("IllegalStateException: broken"));
  }

  @Test
  void elsewhereALineHasItsTimeAndLevel() {
    assertThat(written(false, Level.INFO, Optional.empty()))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ INFO  Agent: begins\n");
  }

  @Test
  void theJournalIsKnownByDeviceAndInode(@TempDir Path folder) throws IOException {
    Path output = Files.createFile(folder.resolve("output"));
    Map<String, Object> file = Files.readAttributes(output, "unix:dev,ino");
    String stream = file.get("dev") + ":" + file.get("ino");

    assertThat(LogLines.isJournal(Map.of("JOURNAL_STREAM", stream), output)).isTrue();
    assertThat(LogLines.isJournal(Map.of("JOURNAL_STREAM", "1:2"), output)).isFalse();
    assertThat(LogLines.isJournal(Map.of(), output)).isFalse();
  }
}
