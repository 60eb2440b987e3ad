package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:30:00Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "now, 2026-11-24T12:30:00Z",
    "today, 2026-11-23T23:00:00Z",
    "yesterday, 2026-11-22T23:00:00Z",
    "-5min, 2026-11-24T12:25:00Z",
    "-1h 30min, 2026-11-24T11:00:00Z",
    "2h ago, 2026-11-24T10:30:00Z",
    "10:00, 2026-11-24T09:00:00Z",
    "9:00:30, 2026-11-24T08:00:30Z",
    "2026-11-20, 2026-11-19T23:00:00Z",
    "2026-11-20 10:00, 2026-11-20T09:00:00Z",
    "2026-11-24 10:00:00, 2026-11-24T09:00:00Z",
    "2026-11-24T10:00:00Z, 2026-11-24T10:00:00Z",
    "2026-11-24T10:00:00.5+02:00, 2026-11-24T08:00:00.500Z",
    "@1000.25, 1970-01-01T00:16:40.250Z"
  })
  void readsWhatSystemdReads(String text, Instant moment) {
    assertThat(Moments.parse(text, NOW, BERLIN)).isEqualTo(moment);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "noon", "5min", "25:00", "2026-13-01", "-5 parsecs", "ago", "@"})
  void refusesWhatIsNoTime(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Moments.parse(text, NOW, BERLIN))
        .withMessageMatching("'.*' is no .*");
  }
}
