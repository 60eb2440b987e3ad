package io.fleetk.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.unit.JournalLines.Entry;
import org.junit.jupiter.api.Test;

class JournalEntriesTest {
  private static final String START =
      "{\"__CURSOR\":\"s=1;i=2\",\"__REALTIME_TIMESTAMP\":\"1795564384458420\",\"_HOSTNAME\":\"m1\"";

  @Test
  void writesAnEntryAsShortIsoDoes() {
    Entry entry =
        JournalEntries.entry(
            START + ",\"SYSLOG_IDENTIFIER\":\"kubelet\",\"_PID\":\"73\",\"MESSAGE\":\"is up\"}");

    assertThat(entry.cursor()).isEqualTo("s=1;i=2");
    assertThat(entry.lines()).containsExactly("2026-11-24T23:53:04+00:00 m1 kubelet[73]: is up");
  }

  @Test
  void indentsTheFurtherLinesOfAMessage() {
    assertThat(
            JournalEntries.entry(START + ",\"_COMM\":\"sh\",\"MESSAGE\":\"one\\ntwo\\n\"}").lines())
        .containsExactly(
            "2026-11-24T23:53:04+00:00 m1 sh: one",
            " ".repeat("2026-11-24T23:53:04+00:00 m1 sh: ".length()) + "two");
  }

  @Test
  void showsWhatIsNoText() {
    assertThat(
            JournalEntries.entry(
                    START
                        + ",\"_COMM\":\"sh\",\"MESSAGE\":[27,91,51,49,109,114,101,100,27,91,109,7]}")
                .lines())
        .containsExactly("2026-11-24T23:53:04+00:00 m1 sh: red?");
    assertThat(JournalEntries.entry(START + ",\"MESSAGE\":null}").lines())
        .containsExactly("2026-11-24T23:53:04+00:00 m1 unknown: ");
    assertThat(JournalEntries.entry(START + ",\"MESSAGE\":[\"a\",\"b\"]}").lines())
        .containsExactly("2026-11-24T23:53:04+00:00 m1 unknown: b");
  }

  @Test
  void refusesWhatIsNoEntry() {
    assertThatThrownBy(() -> JournalEntries.entry("-- No entries --"))
        .isInstanceOf(SystemdException.class)
        .hasMessageContaining("no entry: -- No entries --");
  }
}
