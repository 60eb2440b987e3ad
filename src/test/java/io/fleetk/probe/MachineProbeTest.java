package io.fleetk.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.probe.Probe.Outcome;
import io.fleetk.unit.Readiness;
import io.fleetk.unit.ReadyCheck;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The machine's own probe, with real commands and files. */
@Timeout(60)
class MachineProbeTest {
  @TempDir private Path folder;

  private final MachineProbe probe =
      new MachineProbe((_, _, check, _) -> Outcome.held(check, "the network was asked"));

  private Outcome ask(ReadyCheck check, Duration patience) {
    return probe.probe(
        UnitName.of("a.service"),
        "192.0.2.1",
        check,
        new Readiness(List.of(check), Duration.ofSeconds(1), patience, 1, Optional.empty()));
  }

  private Outcome run(String command) {
    return ask(new ReadyCheck.Exec(command), Duration.ofSeconds(20));
  }

  @Test
  void looksForFiles() throws IOException {
    Path file = folder.resolve("subnet.env");
    ReadyCheck check = new ReadyCheck.FileExists(file.toString());
    assertThat(ask(check, Duration.ofSeconds(1))).isEqualTo(Outcome.failed(check, "no such file"));

    Files.createFile(file);

    assertThat(ask(check, Duration.ofSeconds(1)).holds()).isTrue();
  }

  @Test
  void goesByTheStatusOfACommandAndTellsWhatItSaid() {
    assertThat(run("/bin/true").holds()).isTrue();
    assertThat(run("/bin/sh -c 'echo busy; echo \"not yet\" >&2; exit 3'").reason())
        .endsWith(": exit status 3: not yet");
    assertThat(run("/bin/false").reason()).endsWith(": exit status 1");
    assertThat(run("/no/such/program").reason()).contains("cannot be run");
  }

  @Test
  void splitsACommandAsSystemdDoes() {
    assertThat(run("/bin/sh -c 'test \"$0\" = \"a b\"' \"a b\"").holds()).isTrue();
  }

  @Test
  void isNotStoppedByACommandThatSaysALot() {
    assertThat(run("/bin/sh -c 'head -c 1000000 /dev/zero'").holds()).isTrue();
  }

  @Test
  void killsWhatTakesTooLongWithAllThatItStarted() throws IOException {
    Path pid = folder.resolve("pid");
    Outcome late =
        ask(
            new ReadyCheck.Exec("/bin/sh -c 'sleep 600 & echo $! > %s; wait'".formatted(pid)),
            Duration.ofSeconds(2));

    assertThat(late.reason()).endsWith("not ended within 2000 ms");
    long child = Long.parseLong(Files.readString(pid).strip());
    Awaitility.await().until(() -> ProcessHandle.of(child).isEmpty());
  }

  @Test
  void doesNotWaitForWhatACommandLeavesBehind() {
    assertThat(run("/bin/sh -c 'sleep 600 & exit 0'").holds()).isTrue();
  }

  @Test
  void leavesTheNetworkToTheOther() {
    assertThat(ask(new ReadyCheck.Tcp("", 80), Duration.ofSeconds(1)).reason())
        .contains("the network was asked");
  }
}
