package io.fleetk.agent;

import static io.fleetk.agent.Scheduled.launched;
import static io.fleetk.agent.Scheduled.naming;
import static io.fleetk.agent.Scheduled.service;
import static io.fleetk.agent.Scheduled.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.registry.AgentRegistry;
import io.fleetk.registry.ScheduledUnit;
import io.fleetk.time.ManualTimeline;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A whole agent on a fake machine in a fake fleet, in time that the test moves. */
class AgentTest {
  private static final UnitName A = UnitName.of("a.service");
  private static final UnitName B = UnitName.of("b.service");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String STOPS = service("one", "[X-Fleetk]", "OnPartition=stop");
  private static final Duration TICK = Duration.ofMillis(200);
  private static final Machine SELF =
      new Machine(
          Scheduled.MACHINE,
          "10.0.0.7",
          Map.of("role", "node", "cpu-type", "amd \"64\""),
          true,
          false,
          "0.1.0",
          Optional.empty());

  private final ManualTimeline timeline = new ManualTimeline(START);
  private final FakeSystemd systemd = new FakeSystemd(timeline);
  private final FakeProbe probe = new FakeProbe();
  private final FakeFleet fleet = new FakeFleet();
  private Agent agent = newAgent();

  private Agent newAgent() {
    return new Agent(SELF, fleet, systemd, probe, timeline, AgentSettings.DEFAULT);
  }

  @AfterEach
  void endAgent() {
    agent.close();
  }

  /** Lets time go by until something holds. */
  private void eventually(ThrowingConsumer<FakeFleet> holds) {
    await()
        .pollInterval(Duration.ofMillis(3))
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              timeline.advance(TICK);
              holds.accept(fleet);
            });
  }

  private void eventuallyStatus(UnitName name, Predicate<UnitStatus> holds) {
    eventually(there -> assertThat(there.status(name)).get().matches(holds));
  }

  /** Lets much time go by, and everything that it brings happen. */
  private void letTimePass(Duration time) {
    Instant end = timeline.now().plus(time);
    await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              timeline.advance(Duration.ofSeconds(1));
              return !timeline.now().isBefore(end);
            });
  }

  private void runs(ScheduledUnit unit) {
    fleet.schedule(unit);
    agent.start();
    eventuallyStatus(unit.name(), UnitStatus::ready);
  }

  @Test
  void bringsAScheduledUnitUpAndPublishesIt() {
    ScheduledUnit unit = launched(A, service("one"));
    runs(unit);
    UnitStatus status = fleet.status(A).orElseThrow();
    assertThat(status.active()).isTrue();
    assertThat(status.reason()).isEqualTo("running");
    assertThat(status.contentId()).contains(unit.content().id());
    assertThat(status.unitHash()).contains(unit.content().unitHash());
    assertThat(status.since()).isPresent();
    assertThat(status.machineId()).isEqualTo(SELF.id());
  }

  @Test
  void publishesNothingWhileNothingChanges() {
    runs(launched(A, service("one", "[X-Fleetk]", "ReadyTCP=:80")));
    int before = fleet.publications();
    eventually(there -> assertThat(there.renewals()).isGreaterThan(2));
    assertThat(fleet.publications()).isEqualTo(before);
    assertThat(fleet.joins()).isEqualTo(1);
    Duration interval = AgentRegistry.renewalInterval(AgentSettings.DEFAULT.ttl());
    assertThat(timeline.now()).isAfterOrEqualTo(START.plus(interval.multipliedBy(3)));
  }

  @Test
  void takesContentThatNoProcessFeelsWithoutARestart() {
    runs(launched(A, service("one")));
    ScheduledUnit described = launched(A, service("one", "[Unit]", "Description=better"));
    fleet.schedule(described);
    eventuallyStatus(A, status -> status.contentId().equals(Optional.of(described.content().id())));
    assertThat(systemd.asked()).doesNotContain("restart a.service", "stop a.service");
    assertThat(systemd.timesAsked("start a.service")).isEqualTo(1);
    assertThat(fleet.history(A)).filteredOn(UnitStatus::ready).hasSizeGreaterThan(1);
  }

  @Test
  void restartsOnceForAnotherRunHashAndOnceForAGeneration() {
    runs(launched(A, service("one")));
    fleet.schedule(launched(A, service("two")));
    eventually(there -> assertThat(systemd.process(A)).get().asString().contains("two"));
    fleet.schedule(unit(A, service("two"), DesiredState.LAUNCHED, 1));
    eventuallyStatus(A, status -> status.generation() == 1 && status.ready());
    assertThat(systemd.timesAsked("restart a.service")).isEqualTo(2);
  }

  @Test
  void isNotReadyWithNewContentBeforeItsProcessRunsIt() {
    runs(launched(A, service("one")));
    systemd.slow(A);
    ScheduledUnit changed = launched(A, service("two"));
    fleet.schedule(changed);
    eventuallyStatus(
        A,
        status ->
            status.active() && status.contentId().equals(Optional.of(changed.content().id())));
    assertThat(fleet.history(A))
        .filteredOn(status -> status.contentId().equals(Optional.of(changed.content().id())))
        .isNotEmpty()
        .noneMatch(UnitStatus::ready);
    systemd.finish(A);
    eventuallyStatus(A, UnitStatus::ready);
  }

  @Test
  void stopsADestroyedUnitAndRemovesItsFiles() {
    runs(launched(A, service("one"), new CarriedFile("/etc/a.yaml", 0640, "a: 1\n")));
    assertThat(systemd.files()).containsKey("/etc/a.yaml");
    fleet.schedule();
    eventually(there -> assertThat(there.status(A)).isEmpty());
    assertThat(systemd.process(A)).isEmpty();
    assertThat(systemd.loaded()).isEmpty();
    assertThat(systemd.files()).containsOnlyKeys(MachineEnvironment.PATH);
  }

  @Test
  void deliversSecretsBeforeTheStartAndRemovesThemWithTheUnit() {
    fleet.secret("app/key", 1, "hunter2");

    runs(naming(A, new CarriedSecret("/run/a/key", 0600, "app/key", 1)));

    assertThat(systemd.files().get("/run/a/key"))
        .isEqualTo(new CarriedFile("/run/a/key", 0600, "hunter2"));
    assertThat(systemd.asked()).containsSubsequence("write /run/a/key", "start a.service");
    assertThat(systemd.loaded().toString()).doesNotContain("hunter2");

    fleet.schedule();

    eventually(there -> assertThat(there.status(A)).isEmpty());
    assertThat(systemd.files()).containsOnlyKeys(MachineEnvironment.PATH);
  }

  @Test
  void restartsForAnotherVersionOfASecret() {
    fleet.secret("app/key", 1, "old");
    fleet.secret("app/key", 2, "new");
    runs(naming(A, new CarriedSecret("/run/a/key", 0600, "app/key", 1)));

    fleet.schedule(naming(A, new CarriedSecret("/run/a/key", 0600, "app/key", 2)));

    eventually(there -> assertThat(systemd.timesAsked("restart a.service")).isEqualTo(1));
    assertThat(systemd.files().get("/run/a/key").text()).isEqualTo("new");
  }

  @Test
  void doesNotStartWithoutASecretAndSaysWhyUntilItCan() {
    fleet.schedule(
        naming(A, new CarriedSecret("/run/a/key", 0600, "app/key", 1)), launched(B, service("b")));
    agent.start();

    eventuallyStatus(B, UnitStatus::ready);
    eventuallyStatus(
        A,
        status ->
            status
                .reason()
                .equals(
                    "fetch secret app/key version 1 for a.service: there is no key for secrets"));
    assertThat(systemd.timesAsked("start a.service")).isZero();

    fleet.secret("app/key", 1, "hunter2");

    eventuallyStatus(A, UnitStatus::ready);
  }

  private static CarriedSecret certificate(long version) {
    return new CarriedSecret("/run/a/crt", 0644, "app/crt", version);
  }

  private static CarriedSecret key(long version) {
    return new CarriedSecret("/run/a/key", 0600, "app/key", version);
  }

  @Test
  void writesNoSecretOfAUnitBeforeItHasAllOfThem() {
    fleet.secret("app/crt", 1, "old certificate");
    fleet.secret("app/key", 1, "old key");
    fleet.secret("app/crt", 2, "new certificate");
    runs(naming(A, certificate(1), key(1)));

    fleet.schedule(naming(A, certificate(2), key(2)));

    eventuallyStatus(A, status -> status.reason().startsWith("fetch secret app/key version 2"));
    assertThat(systemd.files().get("/run/a/crt").text()).isEqualTo("old certificate");
    assertThat(systemd.files().get("/run/a/key").text()).isEqualTo("old key");
    assertThat(fleet.status(A)).get().matches(UnitStatus::ready);
  }

  @Test
  void putsBackWhatAHalfDeliveryWroteWhenItIsUndone() {
    for (int version = 1; version <= 2; version++) {
      fleet.secret("app/crt", version, "certificate " + version);
      fleet.secret("app/key", version, "key " + version);
    }
    ScheduledUnit before = naming(A, certificate(1), key(1));
    runs(before);
    systemd.refuse("write /run/a/key", "No space left on device");
    fleet.schedule(naming(A, certificate(2), key(2)));
    eventuallyStatus(A, status -> status.reason().contains("No space left on device"));
    systemd.refuseNothing();

    fleet.schedule(before);

    eventuallyStatus(A, status -> status.ready() && status.reason().equals("running"));
    assertThat(systemd.files().get("/run/a/crt").text()).isEqualTo("certificate 1");
    assertThat(systemd.files().get("/run/a/key").text()).isEqualTo("key 1");
    assertThat(systemd.asked()).doesNotContain("restart a.service");
  }

  @Test
  void removesWhatAHalfDeliveryWroteOfAUnitThatGoesElsewhere() {
    fleet.secret("app/crt", 1, "certificate");
    fleet.secret("app/key", 1, "key");
    systemd.refuse("write /run/a/key", "No space left on device");
    fleet.schedule(naming(A, certificate(1), key(1)));
    agent.start();
    eventuallyStatus(A, status -> status.reason().contains("No space left on device"));
    assertThat(fleet.status(A).orElseThrow().loadState()).isEqualTo("not-found");
    assertThat(systemd.files()).containsKey("/run/a/crt");

    agent.close();
    agent = newAgent();
    agent.start();
    fleet.schedule();

    eventually(there -> assertThat(systemd.files()).containsOnlyKeys(MachineEnvironment.PATH));
    assertThat(systemd.noted()).isEmpty();
  }

  @Test
  void aNewerVersionOfASharedSecretThatCannotBeHadIsTheBusinessOfWhoeverNamesIt() {
    fleet.secret("app/crt", 1, "certificate");
    fleet.schedule(naming(A, certificate(1)), naming(B, certificate(1)));
    agent.start();
    eventuallyStatus(A, UnitStatus::ready);
    eventuallyStatus(B, UnitStatus::ready);

    fleet.schedule(naming(A, certificate(2)), naming(B, certificate(1)));

    eventuallyStatus(A, status -> status.reason().startsWith("fetch secret app/crt version 2"));
    assertThat(fleet.status(A)).get().matches(UnitStatus::ready);
    assertThat(fleet.status(B))
        .get()
        .matches(status -> status.ready() && !status.reason().contains("secret"));
  }

  @Test
  void aSecretThatAnotherUnitNamesTooStays() {
    CarriedSecret shared = new CarriedSecret("/run/shared", 0600, "app/key", 1);
    fleet.secret("app/key", 1, "hunter2");
    fleet.schedule(naming(A, shared), naming(B, shared));
    agent.start();
    eventuallyStatus(A, UnitStatus::ready);
    eventuallyStatus(B, UnitStatus::ready);

    fleet.schedule(naming(B, shared));

    eventually(there -> assertThat(there.status(A)).isEmpty());
    assertThat(systemd.files()).containsKey("/run/shared");
  }

  @Test
  void waitsForAUnitToEndAndSaysSoWhenItDoesNot() {
    runs(launched(A, service("one")));
    systemd.slow(A);
    fleet.schedule(launched(B, service("two")));
    eventuallyStatus(B, UnitStatus::ready);
    eventuallyStatus(A, status -> status.reason().contains("deactivating (stop-sigterm)"));
    letTimePass(AgentSettings.DEFAULT.stopDeadline());
    eventuallyStatus(A, status -> status.reason().contains("not ended 120 s after"));
    systemd.finish(A);
    eventually(there -> assertThat(there.status(A)).isEmpty());
    assertThat(systemd.timesAsked("stop a.service")).isEqualTo(1);
  }

  @Test
  void aNewAgentAdoptsWhatRunsAndTouchesNothing() {
    ScheduledUnit unit = launched(A, service("one"));
    runs(unit);
    agent.close();
    assertThat(systemd.process(A)).isPresent();
    systemd.forgetAsked();
    agent = newAgent();
    fleet.schedule(unit);
    agent.start();
    eventually(there -> assertThat(there.joins()).isEqualTo(2));
    eventuallyStatus(A, UnitStatus::ready);
    assertThat(systemd.asked()).containsOnly("write " + MachineEnvironment.PATH, "reload");
  }

  @Test
  void aNewAgentTouchesNothingBeforeTheFleetHasSpoken() {
    runs(launched(A, service("one")));
    agent.close();
    fleet.goAway();
    agent = newAgent();
    agent.start();
    letTimePass(Duration.ofMinutes(5));
    assertThat(systemd.process(A)).isPresent();
    fleet.comeBack();
    eventuallyStatus(A, UnitStatus::ready);
    assertThat(systemd.timesAsked("stop a.service")).isZero();
    assertThat(systemd.timesAsked("start a.service")).isEqualTo(1);
  }

  @Test
  void anOutageStopsNothingAndEverythingIsToldAfterwards() {
    runs(launched(A, service("one")));
    fleet.goAway();
    letTimePass(Duration.ofMinutes(2));
    fleet.losePresence();
    systemd.fail(A, 7);
    letTimePass(Duration.ofMinutes(2));
    assertThat(systemd.timesAsked("stop a.service")).isZero();
    fleet.comeBack();
    eventuallyStatus(A, status -> status.reason().equals("failed: exit-code 7"));
    assertThat(fleet.joins()).isEqualTo(2);
    assertThat(systemd.timesAsked("start a.service")).isEqualTo(1);
  }

  @Test
  void doesNothingBeforeItHasJoined() {
    fleet.refuse("in use by the machine at 10.0.0.8");
    fleet.schedule(launched(A, service("one")));
    agent.start();
    eventually(there -> assertThat(there.attempts()).isGreaterThan(3));
    assertThat(systemd.asked()).containsOnly("write " + MachineEnvironment.PATH);
    fleet.refuse("");
    eventuallyStatus(A, UnitStatus::ready);
  }

  @Test
  void leavesEverythingAsItIsWhenAnotherMachineTookItsId() {
    runs(launched(A, service("one")));
    systemd.forgetAsked();
    fleet.refuse("in use by the machine at 10.0.0.8");
    fleet.losePresence();
    eventually(there -> assertThat(there.attempts()).isGreaterThan(3));
    fleet.schedule(launched(B, service("two")));
    int before = fleet.attempts();
    eventually(there -> assertThat(there.attempts()).isGreaterThan(before + 3));
    assertThat(systemd.asked()).isEmpty();
    assertThat(systemd.process(A)).isPresent();
    fleet.refuse("");
    eventuallyStatus(B, UnitStatus::ready);
    assertThat(systemd.process(A)).isEmpty();
  }

  @Test
  void startsWhatStoppedOnAPartitionOnceItKnowsWhatItShouldHave() {
    runs(launched(A, STOPS));
    fleet.goAway();
    systemd.lapse(A);
    letTimePass(Duration.ofMinutes(2));
    assertThat(systemd.timesAsked("start a.service")).isEqualTo(1);
    fleet.losePresence();
    fleet.comeBack();
    eventually(there -> assertThat(systemd.timesAsked("start a.service")).isEqualTo(2));
    eventuallyStatus(A, UnitStatus::ready);
  }

  @Test
  void saysWhyAUnitThatStoppedOnAPartitionIsNotStartedYet() {
    runs(launched(A, STOPS));
    systemd.refuse("resume", "No space left on device");
    systemd.lapse(A);
    eventuallyStatus(
        A,
        status ->
            !status.ready() && status.reason().equals("stopped: this machine had lost the fleet"));
    assertThat(systemd.timesAsked("start a.service")).isEqualTo(1);
    systemd.refuseNothing();
    eventuallyStatus(A, UnitStatus::ready);
  }

  @Test
  void startsItAgainWhenTheFleetNeverMissedTheMachine() {
    runs(launched(A, STOPS));
    systemd.lapse(A);
    eventually(there -> assertThat(systemd.timesAsked("start a.service")).isEqualTo(2));
    eventuallyStatus(A, UnitStatus::ready);
    assertThat(fleet.joins()).isEqualTo(1);
  }

  @Test
  void removesWhatStoppedOnAPartitionAndWasMovedMeanwhile() {
    runs(launched(A, STOPS));
    fleet.goAway();
    systemd.lapse(A);
    fleet.losePresence();
    fleet.schedule();
    letTimePass(Duration.ofSeconds(30));
    fleet.comeBack();
    eventually(there -> assertThat(systemd.loaded()).isEmpty());
    assertThat(systemd.timesAsked("start a.service")).isEqualTo(1);
  }

  @Test
  void aNewAgentStartsWhatStoppedUnderTheOldOne() {
    runs(launched(A, STOPS));
    agent.close();
    systemd.lapse(A);
    agent = newAgent();
    agent.start();
    eventually(there -> assertThat(systemd.timesAsked("start a.service")).isEqualTo(2));
    eventuallyStatus(A, UnitStatus::ready);
  }

  @Test
  void aUnitThatSomebodyStoppedStaysSoAfterAPartition() {
    fleet.schedule(launched(A, STOPS), launched(B, STOPS));
    agent.start();
    eventuallyStatus(A, UnitStatus::ready);
    eventuallyStatus(B, UnitStatus::ready);
    systemd.stop(B);
    systemd.lapse(A);
    eventually(there -> assertThat(systemd.timesAsked("start a.service")).isEqualTo(2));
    letTimePass(Duration.ofSeconds(30));
    assertThat(systemd.timesAsked("start b.service")).isEqualTo(1);
  }

  @Test
  void joinsAgainWhenItsPresenceWasLost() {
    runs(launched(A, service("one")));
    fleet.losePresence();
    eventually(there -> assertThat(there.present()).isTrue());
    eventuallyStatus(A, UnitStatus::ready);
  }

  @Test
  void isReadyOnlyAfterItsChecksHoldOftenEnough() {
    probe.breakChecks(A, "connection refused");
    fleet.schedule(
        launched(
            A, service("one", "[X-Fleetk]", "ReadyHTTP=https://:6443/readyz", "ReadyThreshold=3")));
    agent.start();
    eventuallyStatus(
        A,
        status ->
            status.active()
                && status.reason().equals("ReadyHTTP https://:6443/readyz: connection refused"));
    assertThat(fleet.history(A)).noneMatch(UnitStatus::ready);
    int before = probe.probes(A);
    probe.mendChecks(A);
    eventuallyStatus(A, UnitStatus::ready);
    assertThat(probe.probes(A)).isGreaterThanOrEqualTo(before + 3);
    probe.breakChecks(A, "503");
    eventuallyStatus(A, status -> status.reason().endsWith("503") && !status.ready());
  }

  @Test
  void asksOftenUntilAUnitIsReadyAndThenAsSeldomAsItSays() {
    probe.breakChecks(A, "connection refused");
    fleet.schedule(
        launched(A, service("one", "[X-Fleetk]", "ReadyTCP=:80", "ReadyIntervalSec=1h")));
    agent.start();
    eventuallyStatus(A, status -> status.reason().endsWith("connection refused"));
    Instant began = timeline.now();
    int before = probe.probes(A);
    eventually(there -> assertThat(probe.probes(A)).isGreaterThan(before + 3));
    assertThat(timeline.now()).isBefore(began.plus(Duration.ofHours(1)));

    probe.mendChecks(A);
    eventuallyStatus(A, UnitStatus::ready);
    int ready = probe.probes(A);
    letTimePass(Duration.ofSeconds(50));
    assertThat(probe.probes(A)).isLessThanOrEqualTo(ready + 1);
  }

  @Test
  void asksNoChecksOfAUnitThatIsNotActive() {
    runs(launched(A, service("one", "[X-Fleetk]", "ReadyTCP=:80")));
    systemd.fail(A, 3);
    eventuallyStatus(A, status -> status.reason().equals("failed: exit-code 3"));
    int before = probe.probes(A);
    letTimePass(Duration.ofSeconds(30));
    assertThat(probe.probes(A)).isLessThanOrEqualTo(before + 1);
  }

  @Test
  void doesNotStartAUnitAgainThatFailedByItself() {
    runs(launched(A, service("one")));
    systemd.fail(A, 1);
    eventuallyStatus(A, UnitStatus::failed);
    letTimePass(Duration.ofMinutes(5));
    assertThat(systemd.timesAsked("start a.service")).isEqualTo(1);
  }

  /** A program that ends with 143 when it is told to stop is failed between stop and start. */
  @Test
  void howAProcessEndedThatIsAboutToStartAnewIsNoFailure() {
    runs(launched(A, service("one")));

    systemd.set(A, systemd.state("failed", "failed", "exit-code", 143, true));
    eventuallyStatus(A, status -> status.reason().equals("about to start"));
    eventuallyStatus(A, status -> !status.failed() && !status.ready() && status.exitStatus() == 0);

    systemd.set(A, systemd.state("failed", "failed", "exit-code", 143, false));
    eventuallyStatus(A, UnitStatus::failed);
  }

  @Test
  void triesWhatSystemdRefusesAgainEverLessOftenAndSaysWhy() {
    systemd.refuse("start a.service", "Transport endpoint is not connected");
    fleet.schedule(launched(A, service("one")), launched(B, service("two")));
    agent.start();
    eventuallyStatus(A, status -> status.reason().contains("Transport endpoint is not connected"));
    eventuallyStatus(B, UnitStatus::ready);
    eventually(there -> assertThat(systemd.timesAsked("start a.service")).isEqualTo(6));
    // 1 s, 2 s, 4 s, 8 s and 16 s between them.
    assertThat(timeline.now()).isAfterOrEqualTo(START.plusSeconds(31));
    systemd.refuseNothing();
    eventuallyStatus(A, UnitStatus::ready);
  }

  @Test
  void reportsAUnitThatItCannotEvenLoad() {
    systemd.refuse("write /etc/a.yaml", "No space left on device");
    fleet.schedule(launched(A, service("one"), new CarriedFile("/etc/a.yaml", 0640, "a: 1\n")));
    agent.start();
    eventuallyStatus(
        A,
        status ->
            status.loadState().equals("not-found")
                && status
                    .reason()
                    .equals("write /etc/a.yaml for a.service: No space left on device"));
    assertThat(systemd.asked()).doesNotContain("load a.service", "start a.service");
    systemd.refuseNothing();
    eventuallyStatus(A, UnitStatus::ready);
  }

  @Test
  void startsNothingThatSystemdCouldNotReload() {
    systemd.refuse("reload", "Refusing to reload, not enough space available on /run/systemd");
    fleet.schedule(launched(A, service("one")));
    agent.start();
    eventuallyStatus(A, status -> status.reason().contains("not enough space"));
    assertThat(systemd.asked()).doesNotContain("start a.service");
    systemd.refuseNothing();
    eventuallyStatus(A, UnitStatus::ready);
  }

  @Test
  void aOneshotIsReadyWhenItHasEndedInSuccess() {
    systemd.slow(A);
    fleet.schedule(launched(A, "[Service]\nType=oneshot\nExecStart=/bin/true\n"));
    agent.start();
    eventuallyStatus(
        A, status -> !status.ready() && status.reason().equals("activating (start-pre)"));
    systemd.finish(A);
    eventuallyStatus(A, status -> status.ready() && status.reason().equals("ended in success"));
  }

  @Test
  void aUnitThatShouldBeLoadedIsReadyWhenItIs() {
    fleet.schedule(unit(A, service("one"), DesiredState.LOADED, 0));
    agent.start();
    eventuallyStatus(A, UnitStatus::ready);
    assertThat(systemd.process(A)).isEmpty();
  }

  @Test
  void bringsBackAUnitThatSomebodyRemovedBehindItsBack() {
    runs(launched(A, service("one")));
    systemd.vanish(A);
    eventually(there -> assertThat(systemd.timesAsked("start a.service")).isEqualTo(2));
    eventuallyStatus(A, UnitStatus::ready);
  }

  @Test
  void tellsUnitsWhatMachineTheyAreOn() {
    agent.start();
    eventually(
        there ->
            assertThat(systemd.files().get(MachineEnvironment.PATH).text())
                .isEqualTo(
                    """
                    FLEETK_MACHINE_ID=0123456789abcdef0123456789abcdef
                    FLEETK_METADATA_CPU_TYPE="amd \\"64\\""
                    FLEETK_METADATA_ROLE=node
                    FLEETK_PUBLIC_IP=10.0.0.7
                    """));
  }

  @Test
  void aPurgeLeavesTheMachineEmptyAndTheFleet() throws InterruptedException {
    runs(launched(A, service("one")));
    assertThat(agent.purge(Duration.ofSeconds(5))).isEmpty();
    assertThat(systemd.loaded()).isEmpty();
    assertThat(systemd.process(A)).isEmpty();
    assertThat(fleet.present()).isFalse();
  }

  @Test
  void aPurgeNamesTheUnitsThatDoNotEnd() throws InterruptedException {
    runs(launched(A, service("one")));
    systemd.slow(A);
    assertThat(agent.purge(Duration.ofMillis(200))).containsExactly(A);
  }

  @Test
  void endsEveryThreadWhenItIsClosed() {
    fleet.schedule(launched(A, service("one", "[X-Fleetk]", "ReadyTCP=:80")));
    agent.start();
    eventuallyStatus(A, UnitStatus::ready);
    agent.close();
    int publications = fleet.publications();
    int probes = probe.probes(A);
    systemd.fail(A, 1);
    letTimePass(Duration.ofMinutes(1));
    assertThat(List.of(fleet.publications(), probe.probes(A)))
        .containsExactly(publications, probes);
    assertThat(fleet.present()).isTrue();
  }
}
