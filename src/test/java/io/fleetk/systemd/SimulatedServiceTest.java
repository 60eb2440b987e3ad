package io.fleetk.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The states that a service goes through (systemd.service(5)). */
class SimulatedServiceTest {
  private final SimulatedMachine machine = new SimulatedMachine();

  @AfterEach
  void close() {
    machine.close();
  }

  private void service(String options) {
    machine.load("a.service", "[Unit]\nDescription=Alpha\n\n[Service]\n" + options);
  }

  @Test
  void aSimpleServiceIsActiveAtOnceAndServesAMomentLater() {
    service("ExecStart=/usr/bin/kube-proxy --v=2\n");

    machine.start("a.service");

    assertThat(machine.shown("a.service")).isEqualTo("active/running");
    assertThat(machine.serving("a.service")).isFalse();
    machine.pass(SimulatedMachine.START_DELAY);
    assertThat(machine.serving("a.service")).isTrue();
    assertThat(machine.journal("a.service"))
        .containsExactly(
            "systemd: Started a.service - Alpha.", "kube-proxy: simulated program is up");
  }

  @ParameterizedTest
  @ValueSource(strings = {"notify", "notify-reload", "dbus\nBusName=io.fleetk", "forking"})
  void aServiceThatSaysWhenItIsUpIsActivatingUntilThen(String type) {
    service("ExecStart=/usr/bin/etcd\nType=" + type + "\n");

    machine.start("a.service");
    assertThat(machine.shown("a.service")).isEqualTo("activating/start");
    assertThat(machine.state("a.service").jobPending()).isTrue();

    machine.pass(SimulatedMachine.START_DELAY);
    assertThat(machine.shown("a.service")).isEqualTo("active/running");
    assertThat(machine.state("a.service").jobPending()).isFalse();
    assertThat(machine.state("a.service").activeSince())
        .contains(SimulatedMachine.START.plus(SimulatedMachine.START_DELAY));
  }

  @Test
  void anExecServiceIsActiveOnceItsProgramRuns() {
    service("ExecStart=/bin/sleep inf\nType=exec\n");

    machine.start("a.service");
    assertThat(machine.shown("a.service")).isEqualTo("activating/start");

    machine.pass(Duration.ofMillis(1));
    assertThat(machine.shown("a.service")).isEqualTo("active/running");
  }

  @Test
  void aServiceThatNeverSaysThatItIsUpTimesOut() {
    service("ExecStart=/bin/sleep inf\nType=notify\nTimeoutStartSec=3\n");

    machine.start("a.service");
    machine.pass(Duration.ofSeconds(2));
    assertThat(machine.shown("a.service")).isEqualTo("activating/start");

    machine.pass(Duration.ofSeconds(2));
    assertThat(machine.shown("a.service")).isEqualTo("failed/failed");
    assertThat(machine.state("a.service").result()).isEqualTo("timeout");
    assertThat(machine.journal("a.service"))
        .containsSubsequence(
            "systemd: Starting a.service - Alpha...",
            "systemd: a.service: start operation timed out. Terminating.",
            "systemd: a.service: Failed with result 'timeout'.",
            "systemd: Failed to start a.service - Alpha.");
  }

  @Test
  void aServiceThatEndsBeforeItIsUpBreaksTheProtocol() {
    service("ExecStart=/bin/true\nType=notify\n");

    machine.start("a.service");
    machine.settle();

    assertThat(machine.state("a.service").result()).isEqualTo("protocol");
    assertThat(machine.shown("a.service")).isEqualTo("failed/failed");
  }

  @Test
  void aFailingProgramLeavesSystemdsLines() {
    service("ExecStart=/bin/false\n");

    machine.start("a.service");
    machine.settle();

    assertThat(machine.journal("a.service"))
        .containsExactly(
            "systemd: Started a.service - Alpha.",
            "systemd: a.service: Main process exited, code=exited, status=1/FAILURE",
            "systemd: a.service: Failed with result 'exit-code'.");
  }

  @Test
  void aFailureThatIsToBeIgnoredIsSuccess() {
    service("ExecStart=-/bin/false\n");

    machine.start("a.service");
    machine.settle();

    assertThat(machine.shown("a.service")).isEqualTo("inactive/dead");
    assertThat(machine.state("a.service").exitStatus()).isEqualTo(1);
  }

  @Test
  void statusesDeclaredAsSuccessAreSuccess() {
    service("ExecStart=/bin/sh -c 'exit 7'\nSuccessExitStatus=7 8\n");

    machine.start("a.service");
    machine.settle();

    assertThat(machine.shown("a.service")).isEqualTo("inactive/dead");
  }

  @Test
  void aOneshotRunsAllItsCommandsBeforeItIsDone() {
    service("Type=oneshot\nExecStart=/bin/sleep 2\nExecStart=/bin/sleep 2\n");

    machine.start("a.service");
    machine.pass(Duration.ofSeconds(3));
    assertThat(machine.shown("a.service")).isEqualTo("activating/start");

    machine.pass(Duration.ofSeconds(2));
    assertThat(machine.shown("a.service")).isEqualTo("inactive/dead");
    assertThat(machine.state("a.service").result()).isEqualTo("success");
    assertThat(machine.journal("a.service"))
        .containsExactly(
            "systemd: Starting a.service - Alpha...",
            "systemd: a.service: Deactivated successfully.",
            "systemd: Finished a.service - Alpha.");
  }

  @Test
  void aOneshotStopsAtItsFirstFailingCommand() {
    service("Type=oneshot\nExecStart=/bin/false\nExecStart=/bin/echo not reached\n");

    machine.start("a.service");
    machine.settle();

    assertThat(machine.shown("a.service")).isEqualTo("failed/failed");
    assertThat(machine.journal("a.service"))
        .contains("systemd: Failed to start a.service - Alpha.")
        .noneMatch(line -> line.contains("not reached"));
  }

  @Test
  void aOneshotThatRemainsIsActiveUntilItIsStopped() {
    service("Type=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\nExecStop=/bin/echo undone\n");

    machine.start("a.service");
    machine.settle();
    assertThat(machine.shown("a.service")).isEqualTo("active/exited");

    machine.stop("a.service");
    machine.settle();
    assertThat(machine.shown("a.service")).isEqualTo("inactive/dead");
    assertThat(machine.journal("a.service"))
        .endsWith(
            "systemd: Stopping a.service - Alpha...",
            "echo: undone",
            "systemd: a.service: Deactivated successfully.",
            "systemd: Stopped a.service - Alpha.");
  }

  @Test
  void commandsRunInTheirPhases() {
    service(
        """
        ExecStartPre=/bin/sleep 1
        ExecStart=/usr/bin/daemon
        ExecStartPost=/bin/sleep 1
        ExecStop=/bin/sleep 1
        ExecStopPost=/bin/sleep 1
        """);
    Duration within = Duration.ofMillis(500);
    Duration one = Duration.ofSeconds(1);

    machine.start("a.service");
    machine.pass(within);
    assertThat(machine.shown("a.service")).isEqualTo("activating/start-pre");
    machine.pass(one);
    assertThat(machine.shown("a.service")).isEqualTo("activating/start-post");
    machine.pass(one);
    assertThat(machine.shown("a.service")).isEqualTo("active/running");

    machine.stop("a.service");
    machine.pass(within);
    assertThat(machine.shown("a.service")).isEqualTo("deactivating/stop");
    machine.pass(Duration.ofMillis(550));
    assertThat(machine.shown("a.service")).isEqualTo("deactivating/stop-sigterm");
    machine.pass(within);
    assertThat(machine.shown("a.service")).isEqualTo("deactivating/stop-post");
    machine.pass(one);
    assertThat(machine.shown("a.service")).isEqualTo("inactive/dead");
  }

  @Test
  void aFailingPreparationKeepsTheProgramFromRunning() {
    service("ExecStartPre=/bin/false\nExecStart=/bin/echo not reached\n");

    machine.start("a.service");
    machine.settle();

    assertThat(machine.shown("a.service")).isEqualTo("failed/failed");
    assertThat(machine.journal("a.service"))
        .containsExactly(
            "systemd: Starting a.service - Alpha...",
            "systemd: a.service: Control process exited, code=exited, status=1/FAILURE",
            "systemd: a.service: Failed with result 'exit-code'.",
            "systemd: Failed to start a.service - Alpha.");
  }

  @Test
  void aProgramThatDoesNotGoIsKilled() {
    service("ExecStart=/usr/bin/daemon\nTimeoutStopSec=50ms\n");
    machine.start("a.service");
    machine.settle();

    machine.stop("a.service");
    machine.settle();

    assertThat(machine.shown("a.service")).isEqualTo("failed/failed");
    assertThat(machine.state("a.service").result()).isEqualTo("timeout");
    assertThat(machine.journal("a.service"))
        .contains(
            "systemd: a.service: State 'stop-sigterm' timed out. Killing.",
            "systemd: a.service: Main process exited, code=killed, status=9/KILL");
  }

  @Test
  void aServiceEndsAtItsRuntimeLimit() {
    service("ExecStart=/usr/bin/daemon\nRuntimeMaxSec=5\n");
    machine.start("a.service");

    machine.pass(Duration.ofSeconds(6));

    assertThat(machine.state("a.service").result()).isEqualTo("timeout");
  }

  /** The table of systemd.service(5), {@code Restart=}. */
  @ParameterizedTest
  @CsvSource({
    "no, exit 0, false", "no, exit 1, false", "no, kill -9 $$, false",
    "always, exit 0, true", "always, exit 1, true", "always, kill -9 $$, true",
    "on-success, exit 0, true", "on-success, exit 1, false", "on-success, kill -TERM $$, true",
    "on-failure, exit 0, false", "on-failure, exit 1, true", "on-failure, kill -9 $$, true",
    "on-abnormal, exit 0, false", "on-abnormal, exit 1, false", "on-abnormal, kill -9 $$, true",
    "on-abort, exit 0, false", "on-abort, exit 1, false", "on-abort, kill -ABRT $$, true",
    "on-watchdog, exit 1, false", "on-watchdog, kill -9 $$, false",
  })
  void restartsAsItsRuleSays(String rule, String script, boolean restarts) {
    service("ExecStart=/bin/sh -c '%s'\nRestart=%s\nRestartSec=5\n".formatted(script, rule));

    machine.start("a.service");
    machine.settle();

    assertThat(machine.state("a.service").subState().equals("auto-restart")).isEqualTo(restarts);
    machine.pass(Duration.ofSeconds(5));
    assertThat(machine.state("a.service").restarts()).isEqualTo(restarts ? 1 : 0);
  }

  @Test
  void exitStatusesMayForceOrPreventARestart() {
    machine.load(
        "forced.service",
        "[Service]\nExecStart=/bin/sh -c 'exit 4'\nRestartForceExitStatus=4\nRestartSec=5\n");
    machine.load(
        "prevented.service",
        "[Service]\nExecStart=/bin/sh -c 'exit 4'\nRestart=always\nRestartPreventExitStatus=4\n");

    machine.start("forced.service");
    machine.start("prevented.service");
    machine.settle();

    assertThat(machine.shown("forced.service")).isEqualTo("activating/auto-restart");
    assertThat(machine.shown("prevented.service")).isEqualTo("failed/failed");
  }

  @Test
  void waitsBetweenRestartsAndCountsThem() {
    service("ExecStart=/bin/sh -c 'sleep 1; exit 1'\nRestart=on-failure\nRestartSec=10\n");

    machine.start("a.service");
    machine.pass(Duration.ofSeconds(5));
    assertThat(machine.shown("a.service")).isEqualTo("activating/auto-restart");
    assertThat(machine.state("a.service").result()).isEqualTo("exit-code");

    machine.pass(Duration.ofMillis(6500));
    assertThat(machine.shown("a.service")).isEqualTo("active/running");
    assertThat(machine.state("a.service").restarts()).isEqualTo(1);
    assertThat(machine.journal("a.service"))
        .endsWith(
            "systemd: a.service: Failed with result 'exit-code'.",
            "systemd: a.service: Scheduled restart job, restart counter is at 1.",
            "systemd: Started a.service - Alpha.",
            "sh: simulated program is up");
  }

  @Test
  void givesUpAtTheStartLimitAndSaysWhatItFailedOfFirst() {
    service("ExecStart=/bin/false\nRestart=always\nStartLimitBurst=3\n");

    machine.start("a.service");
    machine.pass(Duration.ofSeconds(5));

    assertThat(machine.shown("a.service")).isEqualTo("failed/failed");
    assertThat(machine.state("a.service").result()).isEqualTo("exit-code");
    assertThat(machine.state("a.service").restarts()).isEqualTo(3);
    assertThat(machine.journal("a.service"))
        .endsWith(
            "systemd: a.service: Start request repeated too quickly.",
            "systemd: a.service: Failed with result 'exit-code'.",
            "systemd: Failed to start a.service - Alpha.");
  }

  @Test
  void aHealthyServiceThatIsRestartedTooOftenHitsTheStartLimit() {
    service("ExecStart=/usr/bin/daemon\n");
    for (int i = 0; i < 6; i++) {
      machine.restart("a.service");
      machine.pass(Duration.ofMillis(500));
    }

    assertThat(machine.shown("a.service")).isEqualTo("failed/failed");
    assertThat(machine.state("a.service").result()).isEqualTo("start-limit-hit");
    assertThat(machine.serving("a.service")).isFalse();
  }

  @Test
  void mayBeStartedAgainOnceTheLimitsIntervalIsOver() {
    service("ExecStart=/bin/false\nRestart=always\n");
    machine.start("a.service");
    machine.pass(Duration.ofSeconds(5));
    assertThat(machine.shown("a.service")).isEqualTo("failed/failed");

    machine.start("a.service");
    assertThat(machine.shown("a.service")).isEqualTo("failed/failed");

    machine.pass(Duration.ofSeconds(10));
    machine.start("a.service");
    assertThat(machine.shown("a.service")).isEqualTo("active/running");
    assertThat(machine.state("a.service").restarts()).isZero();
  }

  @Test
  void isNotRestartedOnceSomebodyStoppedIt() {
    service("ExecStart=/bin/false\nRestart=always\nRestartSec=5\n");
    machine.start("a.service");
    machine.settle();

    machine.stop("a.service");
    machine.pass(Duration.ofSeconds(30));

    assertThat(machine.shown("a.service")).isEqualTo("inactive/dead");
  }

  @Test
  void aStartThatIsOvertakenByAStopIsGivenUp() {
    service("ExecStart=/usr/bin/daemon\nType=notify\n");
    machine.start("a.service");

    machine.stop("a.service");
    assertThat(machine.shown("a.service")).isEqualTo("deactivating/stop-sigterm");

    machine.settle();
    assertThat(machine.shown("a.service")).isEqualTo("inactive/dead");
    assertThat(machine.state("a.service").jobPending()).isFalse();
  }

  @Test
  void aStartDuringAStopWaitsForItsEnd() {
    service("ExecStart=/usr/bin/daemon\n");
    machine.start("a.service");
    machine.stop("a.service");

    machine.start("a.service");
    assertThat(machine.shown("a.service")).isEqualTo("deactivating/stop-sigterm");

    machine.settle();
    assertThat(machine.shown("a.service")).isEqualTo("active/running");
  }
}
