package io.fleetk.systemd;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.time.SystemTimeline;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The machine around the units: files, journal, faults, power, several threads. */
class SimulatedSystemdTest {
  private static final UnitName A = UnitName.of("a.service");
  private static final String RUNS =
      "[Unit]\nDescription=Alpha\n\n[Service]\nExecStart=/usr/bin/daemon\n";

  private final SimulatedMachine machine = new SimulatedMachine();

  @AfterEach
  void close() {
    machine.close();
  }

  @Test
  void seesAUnitOnlyAfterAReload() {
    machine.write("a.service", RUNS);
    assertThat(machine.systemd.state(A)).isEmpty();
    assertThatThrownBy(() -> machine.start("a.service")).hasMessage("Unit a.service not found.");

    machine.systemd.reload();
    machine.start("a.service");
    assertThat(machine.shown("a.service")).isEqualTo("active/running");
  }

  @Test
  void startsTheTextOfTheLastReload() {
    machine.load("a.service", "[Service]\nExecStart=/bin/echo old\n");
    machine.write("a.service", "[Service]\nExecStart=/bin/echo new\n");
    machine.start("a.service");
    machine.settle();
    assertThat(machine.journal("a.service")).contains("echo: old").doesNotContain("echo: new");

    machine.systemd.reload();
    machine.start("a.service");
    machine.settle();
    assertThat(machine.journal("a.service")).contains("echo: new");
  }

  @Test
  void saysWhyAFileCannotBeUsed() {
    machine.load("a.service", "[Service]\nRestart=no\n");
    machine.load("b.service", "[Service\n");

    assertThat(machine.state("a.service").loadState()).isEqualTo("bad-setting");
    assertThat(machine.journal("a.service"))
        .containsExactly(
            "systemd: a.service: Service has no ExecStart=, ExecStop=, or SuccessAction=."
                + " Refusing.");
    assertThat(machine.state("b.service").loadState()).isEqualTo("error");
    assertThatThrownBy(() -> machine.start("b.service"))
        .hasMessageStartingWith("Failed to load b.service: line 1");
  }

  @Test
  void writesTheJournalAsJournalctlShowsIt() {
    machine.load("a.service", RUNS);
    machine.pass(Duration.ofSeconds(90));

    machine.start("a.service");

    assertThat(machine.systemd.journal(A, 10))
        .containsExactly("2026-01-01T00:01:30+00:00 node1 systemd[1]: Started a.service - Alpha.");
  }

  @Test
  void keepsABoundedJournal() {
    machine.load(
        "a.service",
        "[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/false\nRestart=always\n");
    machine.start("a.service");
    machine.pass(Duration.ofMinutes(2));

    assertThat(machine.systemd.journal(A, Integer.MAX_VALUE)).hasSize(Journal.LINES_OF_A_UNIT);
    assertThat(machine.systemd.journal(A, 0)).isEmpty();
  }

  @Test
  void writesTheFilesThatAUnitIsReadyBy() {
    machine.load("flannel.service", RUNS + "\n[X-Fleetk]\nReadyFile=/run/flannel/subnet.env\n");
    machine.start("flannel.service");
    assertThat(machine.systemd.fileExists("/run/flannel/subnet.env")).isFalse();

    machine.settle();
    assertThat(machine.systemd.fileExists("/run/flannel/subnet.env")).isTrue();
  }

  @Test
  void aSetFaultFailsARunningProgramNowAndAtEveryStartUntilMended() {
    machine.load("a.service", RUNS + "Restart=on-failure\nRestartSec=1\n");
    machine.start("a.service");
    machine.settle();

    machine.systemd.faults().fail(A, 42);
    machine.pass(Duration.ofMillis(2));
    assertThat(machine.shown("a.service")).isEqualTo("activating/auto-restart");
    assertThat(machine.state("a.service").exitStatus()).isEqualTo(42);
    assertThat(machine.journal("a.service"))
        .endsWith(
            "daemon: simulated fault: giving up with status 42",
            "systemd: a.service: Main process exited, code=exited, status=42/n/a",
            "systemd: a.service: Failed with result 'exit-code'.");

    machine.pass(Duration.ofMillis(1500));
    assertThat(machine.state("a.service").restarts()).isEqualTo(1);
    assertThat(machine.serving("a.service")).isFalse();
    assertThat(machine.shown("a.service")).isEqualTo("activating/auto-restart");

    machine.systemd.faults().mend(A);
    machine.pass(Duration.ofSeconds(2));
    assertThat(machine.shown("a.service")).isEqualTo("active/running");
    assertThat(machine.serving("a.service")).isTrue();
  }

  @Test
  void aSlowStartIsSlow() {
    machine.load("a.service", RUNS + "Type=notify\n");
    machine.systemd.faults().slowStart(A, Duration.ofSeconds(10));

    machine.start("a.service");
    machine.pass(Duration.ofSeconds(10));
    assertThat(machine.shown("a.service")).isEqualTo("activating/start");

    machine.settle();
    assertThat(machine.shown("a.service")).isEqualTo("active/running");
  }

  @Test
  void aFailedProbeLeavesTheProgramRunning() {
    machine.load("a.service", RUNS);
    machine.start("a.service");
    machine.settle();

    machine.systemd.faults().failProbe(A);
    assertThat(machine.systemd.healthy(A)).isFalse();
    assertThat(machine.serving("a.service")).isTrue();

    machine.systemd.faults().mend(A);
    assertThat(machine.systemd.healthy(A)).isTrue();
  }

  @Test
  void aPowerCutTakesEverythingThatIsNotOnDisk() {
    machine.load("a.service", RUNS + "Type=notify\n");
    machine.start("a.service");
    machine.systemd.writeFile(new CarriedFile("/run/a", 0644, ""));
    machine.systemd.writeFile(new CarriedFile("/etc/a", 0644, ""));

    machine.systemd.powerOff();
    assertThatThrownBy(machine.systemd::loaded).hasMessage("machine node1 is off");
    assertThat(machine.systemd.changes(Duration.ZERO)).isEmpty();

    machine.systemd.powerOn();
    machine.settle();
    assertThat(machine.systemd.loaded()).isEmpty();
    assertThat(machine.systemd.state(A)).isEmpty();
    assertThat(machine.systemd.files()).containsOnlyKeys("/etc/a");
    assertThat(machine.systemd.journal(A, 10)).isEmpty();

    machine.load("a.service", RUNS);
    machine.start("a.service");
    assertThat(machine.shown("a.service")).isEqualTo("active/running");
  }

  @Test
  void whatTheMachineBroughtItselfIsNotAmongTheLoaded() {
    machine.systemd.install(UnitName.of("containerd.service"), RUNS);
    machine.load("a.service", RUNS.replace("[Service]", "Requires=containerd.service\n[Service]"));

    machine.start("a.service");

    assertThat(machine.shown("containerd.service")).isEqualTo("active/running");
    assertThat(machine.systemd.loaded()).extracting(u -> u.name()).containsExactly(A);
    assertThat(machine.systemd.changes(Duration.ZERO)).containsExactly(A);
  }

  @Test
  void aFailedUnitIsKeptAfterItsFileIsGoneUntilTheFailureIsForgotten() {
    machine.load("a.service", "[Service]\nExecStart=/bin/false\n");
    machine.start("a.service");
    machine.settle();

    machine.systemd.unload(A);
    machine.systemd.reload();
    assertThat(machine.state("a.service").activeState()).isEqualTo("failed");

    machine.systemd.resetFailed(A);
    assertThat(machine.systemd.state(A)).isEmpty();
  }

  @Test
  void sameSeedSameHistory() {
    assertThat(history(7)).isEqualTo(history(7)).isNotEqualTo(history(8));
  }

  private static String history(long seed) {
    var time = new io.fleetk.time.ManualTimeline(SimulatedMachine.START);
    Duration second = Duration.ofSeconds(1);
    try (var systemd =
        new SimulatedSystemd(
            "node1", time, new Behaviour(second, second, second, new Random(seed)))) {
      systemd.load(new Systemd.LoadedUnit(A, RUNS + "Type=notify\n", ""));
      systemd.reload();
      systemd.start(A);
      time.advance(Duration.ofSeconds(5));
      return systemd.state(A).orElseThrow().toString();
    }
  }

  @Test
  @Timeout(10)
  void wakesAtOnceWhoeverWaitsForAChange() throws Exception {
    machine.load("a.service", RUNS + "Type=notify\n");
    machine.start("a.service");
    machine.systemd.changes(Duration.ZERO);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = new CountDownLatch(1);
      var seen =
          threads.submit(
              () -> {
                waiting.countDown();
                return machine.systemd.changes(Duration.ofMinutes(5));
              });
      waiting.await();

      machine.settle();
      assertThat(seen.get(5, SECONDS)).isEqualTo(Set.of(A));

      var closing = threads.submit(() -> machine.systemd.changes(Duration.ofMinutes(5)));
      machine.systemd.close();
      assertThat(closing.get(5, SECONDS)).isEmpty();
    }
  }

  @Test
  void livesInRealTimeToo() {
    try (var time = new SystemTimeline();
        var systemd =
            new SimulatedSystemd(
                "node1", time, Behaviour.steady(Duration.ofMillis(5), Duration.ofMillis(5)))) {
      for (int i = 0; i < 50; i++) {
        UnitName name = UnitName.of("a@" + i + ".service");
        systemd.load(new Systemd.LoadedUnit(name, RUNS + "Type=notify\n", ""));
      }
      systemd.reload();
      systemd.loaded().parallelStream().forEach(unit -> systemd.start(unit.name()));

      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> systemd.loaded().stream().allMatch(unit -> systemd.serving(unit.name())));
    }
  }
}
