package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.cli.Desk.Seen;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.unit.UnitName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCommandTest {
  private static final UnitName WEB = UnitName.of("web@1.service");
  private static final UnitName KUBELET = UnitName.of("kubelet.service");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path home;
  private final EagerFleet fleet = new EagerFleet(2).running("kubelet.service", "web@1.service");

  private Desk desk() {
    return Desk.at(fleet, home);
  }

  private void says(UnitName unit, String time, String text) {
    fleet.journals().add(unit, Instant.parse(time), time + " " + text);
  }

  @Test
  void showsTheLastLines() {
    IntStream.range(0, 200).forEach(i -> says(WEB, "2026-01-01T00:00:00Z", "line " + i));

    assertThat(desk().types("journal", "web@1.service").out().lines()).hasSize(100);
    assertThat(desk().types("journal", "web", "-n", "2").out())
        .isEqualTo("2026-01-01T00:00:00Z line 198\n2026-01-01T00:00:00Z line 199\n");
    assertThat(desk().types("journal", "web", "-n0").out()).isEmpty();
  }

  @Test
  void showsEverythingSinceAMoment() {
    says(WEB, "2025-12-31T23:00:00Z", "old");
    IntStream.range(0, 12_000).forEach(i -> says(WEB, "2026-01-01T00:00:00Z", "line " + i));

    Seen seen = desk().types("journal", "web@1.service", "--since", "-5min");

    assertThat(seen.out().lines()).hasSize(12_000).doesNotContain("2025-12-31T23:00:00Z old");
    assertThat(desk().types("journal", "web@1.service", "--since", "2026-01-01T00:00:01Z").out())
        .isEmpty();
    assertThat(desk().types("journal", "web@1.service", "--since", "noon").err())
        .startsWith("fleetk: journal: --since: 'noon' is no time: use for instance -5min")
        .hasLineCount(1);
  }

  @Test
  void putsAllMachinesLinesInOrderBehindTheirNames() {
    says(KUBELET, "2026-01-01T00:00:01Z", "one");
    says(KUBELET, "2026-01-01T00:00:02Z", "two");

    assertThat(desk().types("journal", "kubelet").out())
        .isEqualTo(
            """
            11111111/192.0.2.1 2026-01-01T00:00:01Z one
            22222222/192.0.2.2 2026-01-01T00:00:01Z one
            11111111/192.0.2.1 2026-01-01T00:00:02Z two
            22222222/192.0.2.2 2026-01-01T00:00:02Z two
            """);
    assertThat(desk().types("journal", "kubelet", "--machine", "192.0.2.2", "-n1").out())
        .isEqualTo("2026-01-01T00:00:02Z two\n");
  }

  @Test
  void saysWhatItCannotShow() {
    assertThat(desk().types("journal", "kublet").err())
        .isEqualTo("fleetk: journal: no component or unit 'kublet'; did you mean 'kubelet'?\n");
    assertThat(desk().types("journal", "kubelet", "--machine", "9").err())
        .isEqualTo("fleetk: journal: no machine 9 in this fleet; 'fleetk machines' lists them\n");
    assertThat(desk().types("journal", "kubelet", "-n", "-1").err())
        .isEqualTo("fleetk: journal: -n -1: give a number from 0 to 10000\n");
    fleet.plainV1();
    assertThat(desk().types("journal", "kubelet").err())
        .isEqualTo(
            "fleetk: journal: this fleet offers only the fleet v1 API, which has no journals; add"
                + " --ssh to read them over ssh\n");
  }

  @Test
  void followsThroughOutagesWithoutLosingOrDoublingALine() {
    says(WEB, "2026-01-01T00:00:00Z", "line 0");
    try (Desk.Running journal = desk().runs("journal", "web@1.service", "-f")) {
      journal.awaitOut(PATIENCE, "line 0");
      for (int i = 1; i <= 40; i++) {
        if (i % 20 == 10) {
          fleet.journalsFail(new FleetUnreachableException("the wire is cut"));
          await().atMost(PATIENCE).until(() -> fleet.journalFailures() > 0);
        }
        says(WEB, "2026-01-01T00:00:00Z", "line " + i);
        if (i % 20 == 12) {
          fleet.journalsWork();
        }
      }
      journal.awaitOut(PATIENCE, "line 40");

      assertThat(journal.out().lines())
          .containsExactlyElementsOf(
              IntStream.rangeClosed(0, 40)
                  .mapToObj(i -> "2026-01-01T00:00:00Z line " + i)
                  .toList());
      assertThat(journal.err())
          .contains("the journal of web@1.service on 11111111 is lost for now: the wire is cut")
          .contains("the journal of web@1.service on 11111111 is back");
    }
  }

  @Test
  void followsFromNothingAtAll() {
    try (Desk.Running journal = desk().runs("journal", "web@1.service", "-f", "-n0")) {
      await().atMost(PATIENCE).until(() -> fleet.journalsAsked() > 1);
      says(WEB, "2026-01-01T00:00:00Z", "first");
      says(WEB, "2026-01-01T00:00:00Z", "second");

      journal.awaitOut(PATIENCE, "second");
      assertThat(journal.out())
          .isEqualTo("2026-01-01T00:00:00Z first\n2026-01-01T00:00:00Z second\n");
    }
  }

  @Test
  void readsJournalsOverSshWhereTheFleetKnowsNone() {
    fleet.plainV1();
    FakeSsh ssh = new FakeSsh(home, "echo \"2026-01-01T00:00:00+0000 host says hello\"");

    Seen seen =
        desk()
            .with("PATH", ssh.path())
            .types("journal", "web@1.service", "--ssh", "-n", "5", "--since", "@1000");

    assertThat(seen.err()).isEmpty();
    assertThat(seen.exitCode()).isZero();
    assertThat(seen.out()).isEqualTo("2026-01-01T00:00:00+0000 host says hello\n");
    assertThat(ssh.arguments())
        .containsExactly(
            "-T",
            "-o",
            "ConnectTimeout=10",
            "--",
            "192.0.2.1",
            "journalctl --unit=web@1.service --output=short-iso --utc --no-pager --quiet --lines=5"
                + " --since=@1000");
  }

  @Test
  void saysWhySshFailed() {
    FakeSsh ssh =
        new FakeSsh(home, "echo 'core@192.0.2.1: Permission denied (publickey).' >&2; exit 255");

    Seen seen = desk().with("PATH", ssh.path()).types("journal", "web@1.service", "--ssh");

    assertThat(seen.exitCode()).isEqualTo(1);
    assertThat(seen.err())
        .isEqualTo(
            "fleetk: journal: no journal of web@1.service on 11111111 over ssh: core@192.0.2.1:"
                + " Permission denied (publickey).\n");
  }
}
