package io.fleetk.agent;

import static io.fleetk.agent.Scheduled.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.probe.SimulatedProbe;
import io.fleetk.registry.AgentRegistry;
import io.fleetk.registry.EngineRegistry;
import io.fleetk.registry.EngineWrite;
import io.fleetk.registry.Registry;
import io.fleetk.registry.ScheduledUnit;
import io.fleetk.registry.Term;
import io.fleetk.store.MemoryStore;
import io.fleetk.store.Store;
import io.fleetk.store.StoreUnavailableException;
import io.fleetk.systemd.Behaviour;
import io.fleetk.systemd.SimulatedSystemd;
import io.fleetk.systemd.UnitState;
import io.fleetk.time.ManualTimeline;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.UnitName;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a store to a machine and back: the real registry, agent and simulated systemd together. */
class SimulatedMachineTest {
  private static final UnitName A = UnitName.of("a.service");
  private static final CarriedFile CONFIG = new CarriedFile("/etc/a.yaml", 0640, "a: 1\n");
  private static final Machine SELF =
      new Machine(
          Scheduled.MACHINE,
          "10.0.0.7",
          Map.of("role", "node"),
          true,
          false,
          "0.1.0",
          Optional.empty());

  private final ManualTimeline timeline = new ManualTimeline(Instant.parse("2026-01-01T00:00:00Z"));
  private final MemoryStore memory = new MemoryStore(timeline);
  private volatile boolean storeAway;
  private final Store store = storeThatCanGoAway();
  private final SimulatedSystemd systemd =
      new SimulatedSystemd(
          "node1", timeline, Behaviour.steady(Duration.ofMillis(300), Duration.ofMillis(300)));
  private final Registry registry =
      new Registry(memory, timeline, (unit, machine, range) -> JournalLines.NONE);
  private final EngineRegistry engine = new EngineRegistry(memory);
  private final Term term = engine.campaign("engine", Duration.ofDays(1)).orElseThrow();
  private AgentRegistry link = new AgentRegistry(store, timeline, SELF.id());
  private Agent agent = newAgent();

  private Agent newAgent() {
    return new Agent(
        SELF,
        link,
        systemd,
        new SimulatedProbe(systemd::serving, systemd::healthy, systemd::fileExists),
        timeline,
        AgentSettings.DEFAULT);
  }

  private Store storeThatCanGoAway() {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (storeAway && !method.getName().equals("close")) {
                throw new StoreUnavailableException("no store");
              }
              try {
                return method.invoke(memory, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @AfterEach
  void endAll() {
    storeAway = false;
    agent.close();
    link.close();
    registry.close();
    systemd.close();
    memory.close();
  }

  /** Has a new agent take over, so late that nothing the old one published is left. */
  private void restartAgent() {
    agent.close();
    link.close();
    timeline.advance(AgentSettings.DEFAULT.ttl().multipliedBy(2));
    assertThat(registry.view().statuses()).isEmpty();
    link = new AgentRegistry(store, timeline, SELF.id());
    agent = newAgent();
    agent.start();
  }

  private void schedule(ScheduledUnit unit) {
    registry.put(
        new UnitSubmission(
            unit.name(), unit.content(), DesiredState.LAUNCHED, Optional.empty(), false));
    assign(unit);
  }

  private void assign(ScheduledUnit unit) {
    Assignment assignment = unit.assignment();
    engine.write(
        term, registry.view().revision(), List.of(new EngineWrite.Assign(unit.name(), assignment)));
  }

  private void eventually(Predicate<UnitStatus> holds) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              timeline.advance(Duration.ofMillis(100));
              assertThat(registry.view().status(A, SELF.id())).get().matches(holds);
            });
  }

  private void eventuallyGone() {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              timeline.advance(Duration.ofMillis(100));
              assertThat(registry.view().status(A, SELF.id())).isEmpty();
            });
  }

  private Instant activeSince() {
    return systemd.state(A).flatMap(UnitState::activeSince).orElseThrow();
  }

  private long starts() {
    return systemd.journal(A, 1000).stream().filter(line -> line.contains("Started")).count();
  }

  private ScheduledUnit running() {
    ScheduledUnit unit =
        Scheduled.launched(A, service("server", "[X-Fleetk]", "ReadyTCP=:80"), CONFIG);
    agent.start();
    schedule(unit);
    eventually(UnitStatus::ready);
    return unit;
  }

  @Test
  void aScheduledUnitBecomesActiveAndReadyAndIsPublished() {
    ScheduledUnit unit = running();
    FleetView view = registry.view();
    assertThat(view.present()).containsKey(SELF.id());
    UnitStatus status = view.status(A, SELF.id()).orElseThrow();
    assertThat(status.active()).isTrue();
    assertThat(status.contentId()).contains(unit.content().id());
    assertThat(systemd.files()).containsEntry(CONFIG.path(), CONFIG);
  }

  @Test
  void contentThatNoProcessFeelsRestartsNothing() {
    running();
    Instant before = activeSince();
    ScheduledUnit described =
        Scheduled.launched(
            A,
            service("server", "[Unit]", "Description=better", "[X-Fleetk]", "ReadyTCP=:80"),
            CONFIG);
    schedule(described);
    eventually(
        status ->
            status.ready() && status.contentId().equals(Optional.of(described.content().id())));
    assertThat(activeSince()).isEqualTo(before);
  }

  @Test
  void anotherRunHashRestartsOnceAndAGenerationOnce() {
    running();
    ScheduledUnit changed =
        Scheduled.launched(A, service("server --new", "[X-Fleetk]", "ReadyTCP=:80"), CONFIG);
    schedule(changed);
    eventually(
        status -> status.ready() && status.contentId().equals(Optional.of(changed.content().id())));
    assertThat(starts()).isEqualTo(2);
    Assignment now = changed.assignment();
    assign(
        new ScheduledUnit(
            A,
            changed.content(),
            new Assignment(
                now.machineId(), now.contentId(), now.runHash(), now.desiredState(), 1)));
    eventually(status -> status.ready() && status.generation() == 1);
    assertThat(starts()).isEqualTo(3);
  }

  @Test
  void aDestroyedUnitIsStoppedAndItsFilesAreRemoved() {
    running();
    registry.destroy(A);
    engine.write(term, registry.view().revision(), List.of(new EngineWrite.Unassign(A, SELF.id())));
    eventuallyGone();
    assertThat(systemd.loaded()).isEmpty();
    assertThat(systemd.files()).doesNotContainKey(CONFIG.path());
    assertThat(systemd.serving(A)).isFalse();
  }

  @Test
  void aNewAgentAdoptsWhatRuns() {
    running();
    Instant before = activeSince();
    restartAgent();
    eventually(UnitStatus::ready);
    assertThat(activeSince()).isEqualTo(before);
  }

  @Test
  void aMachineThatLostItsPowerIsGivenItsUnitsAgain() {
    running();
    agent.close();
    systemd.powerOff();
    systemd.powerOn();
    assertThat(systemd.loaded()).isEmpty();
    restartAgent();
    eventually(UnitStatus::ready);
    assertThat(systemd.serving(A)).isTrue();
  }

  @Test
  void aStoreThatIsAwayStopsNothing() {
    running();
    Instant before = activeSince();
    storeAway = true;
    await()
        .pollInterval(Duration.ofMillis(2))
        .untilAsserted(
            () -> {
              timeline.advance(Duration.ofSeconds(1));
              assertThat(registry.view().present()).isEmpty();
            });
    assertThat(registry.view().status(A, SELF.id())).isEmpty();
    storeAway = false;
    eventually(UnitStatus::ready);
    assertThat(registry.view().present()).containsKey(SELF.id());
    assertThat(activeSince()).isEqualTo(before);
  }

  @Test
  void aProgramThatFailsIsReportedInSystemdsWords() {
    running();
    systemd.faults().fail(A, 7);
    eventually(status -> !status.ready() && status.reason().startsWith("failed: exit-code 7"));
  }
}
