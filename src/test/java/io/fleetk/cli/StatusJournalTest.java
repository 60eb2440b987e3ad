package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.cli.Desk.Seen;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.unit.UnitName;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What status shows of journals. */
class StatusJournalTest {
  @TempDir Path home;
  private final EagerFleet fleet =
      new EagerFleet(1).breaking("bad.service").running("bad.service", "good.service");

  private Desk desk() {
    return Desk.at(fleet, home);
  }

  @Test
  void endsWithWhatThoseSaidThatFailed() {
    Seen seen = desk().types("status");

    assertThat(seen.exitCode()).isEqualTo(1);
    assertThat(seen.out())
        .endsWith(
            """

            ✗ bad.service on 11111111/192.0.2.1: failed (failed), result exit-code, exit status 7
                listen tcp :6443: address already in use
                exiting

            ✗ 1 of 2 components not as desired.
            """);
  }

  @Test
  void showsTheJournalOfAUnitThatIsNamedWhole() {
    for (int i = 1; i <= 11; i++) {
      fleet.journals().add(UnitName.of("good.service"), Instant.EPOCH, "line " + i);
    }

    assertThat(desk().types("status", "good").out()).doesNotContain("line");
    assertThat(desk().types("status", "good.service").out())
        .contains("● good.service on 11111111/192.0.2.1: active (running)\n    line 2\n")
        .contains("    line 11\n")
        .doesNotContain("bad.service");
  }

  @Test
  void doesWithoutJournalsThatCannotBeHad() {
    fleet.journalsFail(new FleetUnreachableException("the wire is cut"));

    Seen seen = desk().types("status");

    assertThat(seen.err()).isEmpty();
    assertThat(seen.out()).contains("exit status 7\n\n").doesNotContain("wire");
    fleet.plainV1();
    assertThat(desk().types("status").out()).contains("exit status 7\n\n");
  }

  @Test
  void putsThemIntoDocuments() {
    JsonNode status = JsonMapper.shared().readTree(desk().types("status", "-o", "json").out());

    assertThat(status.at("/components/0/instances/0/journal/1").asString()).isEqualTo("exiting");
    assertThat(status.at("/components/0/instances/0/result").asString()).isEqualTo("exit-code");
    assertThat(status.at("/components/1/instances/0").has("journal")).isFalse();
  }
}
