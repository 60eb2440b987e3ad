package io.fleetk.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetk.fleet.FleetExtensions.Release;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.registry.AgentRegistry;
import io.fleetk.registry.EngineRegistry;
import io.fleetk.registry.Registry;
import io.fleetk.store.MemoryStore;
import io.fleetk.time.ManualTimeline;
import io.fleetk.time.Timeline;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final String M1 = "1".repeat(32);
  private static final String M2 = "2".repeat(32);
  private static final String M3 = "3".repeat(32);

  private final ManualTimeline timeline = new ManualTimeline(Instant.parse("2026-01-01T00:00:00Z"));
  private final MemoryStore store = new MemoryStore(timeline);
  private final EngineRegistry lead = new EngineRegistry(store);
  private final Registry fleet = new Registry(store, timeline, (unit, machine, lines) -> List.of());
  private final Map<String, AgentRegistry> agents = new TreeMap<>();
  private final List<WatchedHelm> helms = new ArrayList<>();
  private final List<RenewalTimeline> timelines = new ArrayList<>();
  private final List<Engine> engines = new ArrayList<>();

  @AfterEach
  void closeEverything() {
    helms.forEach(helm -> helm.down(false));
    engines.forEach(Engine::close);
    agents.values().forEach(AgentRegistry::close);
    store.close();
  }

  @Test
  void placesAUnitThatIsPut() {
    join(M1);
    engine("one");

    put("a.service");

    eventuallyOn("a.service", M1);
  }

  @Test
  void givesAMachineThatJoinsItsGlobalUnitsAndNothingElse() {
    join(M1);
    engine("one");
    put("a.service");
    put("g.service", "Global=true");
    eventuallyOn("g.service", M1);

    join(M2);

    eventuallyOn("g.service", M1, M2);
    assertThat(machinesOf("a.service")).containsExactly(M1);
  }

  @Test
  void releasesAHeldChangeMachineByMachine() {
    join(M1);
    join(M2);
    engine("one");
    put("g.service", "Global=true");
    eventuallyOn("g.service", M1, M2);
    UnitContent changed = Scene.content("/bin/new", "Global=true");
    fleet.put(
        new UnitSubmission(
            UnitName.of("g.service"), changed, DesiredState.LAUNCHED, Optional.empty(), true));

    fleet.release(List.of(new Release(UnitName.of("g.service"), M2, changed.id(), 0)));

    soon()
        .untilAsserted(
            () -> {
              FleetUnit unit = unit("g.service");
              assertThat(unit.assignments().get(M2).contentId()).isEqualTo(changed.id());
              assertThat(unit.assignments().get(M1).contentId()).isNotEqualTo(changed.id());
              assertThat(unit.releases()).isEmpty();
            });
  }

  @Test
  void aReleaseThatComesWhileAnOldOneIsDroppedIsFollowed() {
    UnitName name = UnitName.of("a.service");
    UnitContent changed = Scene.content("/bin/new");
    join(M1);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    fleet.put(new UnitSubmission(name, changed, DesiredState.LAUNCHED, Optional.empty(), true));
    settle();
    helms
        .getFirst()
        .beforeNextWrite(() -> fleet.release(List.of(new Release(name, M1, changed.id(), 0))));

    fleet.release(List.of(new Release(name, M1, Hash.of("another content"), 0)));

    soon()
        .untilAsserted(
            () -> {
              assertThat(unit("a.service").assignments().get(M1).contentId())
                  .isEqualTo(changed.id());
              assertThat(unit("a.service").releases()).isEmpty();
            });
  }

  @Test
  void takesADestroyedUnitFromItsMachine() {
    join(M1);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);

    fleet.destroy(UnitName.of("a.service"));

    soon().untilAsserted(() -> assertThat(lead.strays()).isEmpty());
  }

  @Test
  void takesAUnitFromItsMachineThatWasDestroyedWhileNobodyLed() {
    join(M1);
    Engine first = engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    first.close();
    fleet.destroy(UnitName.of("a.service"));
    assertThat(lead.strays()).hasSize(1);

    engine("two");

    soon().untilAsserted(() -> assertThat(lead.strays()).isEmpty());
  }

  @Test
  void movesTheUnitsOfAVanishedMachineOnlyAfterTheGrace() {
    join(M1);
    join(M2);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    pass(Duration.ofSeconds(40));

    vanish(M1);
    pass(Duration.ofSeconds(1));
    settle();
    assertThat(machinesOf("a.service")).containsExactly(M1);
    pass(Duration.ofSeconds(1));

    eventuallyOn("a.service", M2);
    assertThat(fleet.view().machine(M1)).isPresent();
  }

  @Test
  void leavesTheUnitsOfAMachineThatComesBackWithinTheGrace() {
    join(M1);
    join(M2);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    pass(Duration.ofSeconds(40));

    vanish(M1);
    pass(Duration.ofSeconds(1));
    join(M1);
    pass(Duration.ofSeconds(10));
    settle();

    assertThat(machinesOf("a.service")).containsExactly(M1);
  }

  @Test
  void waitsAFullLeaseAndTheGraceAfterItGainedTheLead() {
    join(M1);
    join(M2);
    Engine first = engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    first.close();
    vanish(M1);

    engine("two");
    settle();
    pass(Duration.ofSeconds(31));
    settle();
    assertThat(machinesOf("a.service")).containsExactly(M1);
    pass(Duration.ofSeconds(1));

    eventuallyOn("a.service", M2);
  }

  @Test
  void movesNothingWhenMoreThanHalfOfTheMachinesVanishTogether() {
    join(M1);
    join(M2);
    join(M3);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    pass(Duration.ofSeconds(40));

    vanish(M1);
    vanish(M2);
    pass(Duration.ofSeconds(60));
    settle();
    assertThat(machinesOf("a.service")).containsExactly(M1);

    join(M2);
    soon().untilAsserted(() -> assertThat(machinesOf("a.service")).doesNotContain(M1));
  }

  @Test
  void standsByWhileAnotherLeadsAndTakesOverOnceThatIsClosed() {
    join(M1);
    Engine first = engine("one");
    Engine second = engine("two");
    put("a.service");
    eventuallyOn("a.service", M1);
    assertThat(second.leading()).isFalse();
    assertThat(second.describe()).isEqualTo("not leading");

    first.close();

    soon().until(second::leading);
    assertThat(first.leading()).isFalse();
    put("b.service");
    eventuallyOn("b.service", M1);
  }

  @Test
  void writesNothingOnceItIsOvertaken() {
    join(M1);
    engine("one");
    settle();
    WatchedHelm helm = helms.getFirst();
    helm.beforeNextWrite(
        () -> {
          // As if it had been frozen for longer than its lease, and somebody else had taken over.
          timeline.advance(EngineSettings.LEADER_TTL);
          assertThat(lead.campaign("other", EngineSettings.LEADER_TTL)).isPresent();
        });

    put("a.service");

    soon().until(() -> !engines.getFirst().leading());
    assertThat(machinesOf("a.service")).isEmpty();
    assertThat(lead.leader()).contains("other");
  }

  @Test
  void readsTheFleetAgainWhenEventsWereLost() {
    join(M1);
    engine("one");
    settle();

    helms.getFirst().loseEvents();
    put("a.service");

    soon().until(() -> engines.getFirst().describe().contains("cannot see the fleet"));
    pass(Duration.ofSeconds(1));
    eventuallyOn("a.service", M1);
  }

  @Test
  void goesOnWhenTheStoreIsBackAndCallsNobodyLostBeforeAFullLease() {
    join(M1);
    join(M2);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    pass(Duration.ofSeconds(40));

    helms.getFirst().down(true);
    leave(M1);
    soon().until(() -> !engines.getFirst().describe().contains("machines"));
    helms.getFirst().down(false);
    pass(Duration.ofSeconds(1));
    soon().until(() -> engines.getFirst().describe().contains("machines"));
    pass(Duration.ofSeconds(31));
    settle();
    assertThat(machinesOf("a.service")).containsExactly(M1);
    pass(Duration.ofSeconds(1));

    eventuallyOn("a.service", M2);
  }

  @Test
  void doesNothingButRenewItsLeadWhileNothingHappens() {
    join(M1);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    settle();
    pass(Duration.ofMinutes(2));
    WatchedHelm helm = helms.getFirst();
    int views = helm.views.get();
    int writes = helm.writes.get();
    int collections = helm.collections.get();

    pass(Duration.ofMinutes(5));

    assertThat(helm.views).hasValue(views);
    assertThat(helm.writes).hasValue(writes);
    assertThat(helm.collections).hasValue(collections);
  }

  @Test
  void collectsTheContentsOfDestroyedUnitsAfterAWhile() {
    join(M1);
    engine("one");
    put("a.service");
    eventuallyOn("a.service", M1);
    fleet.destroy(UnitName.of("a.service"));
    soon().untilAsserted(() -> assertThat(lead.strays()).isEmpty());

    pass(Duration.ofSeconds(61));

    soon().untilAsserted(() -> assertThat(store.range("/fleetk/contents/").entries()).isEmpty());
  }

  @Test
  void givesTheLeadUpWhenItIsClosed() {
    Engine engine = engine("one");
    soon().until(engine::leading);
    assertThat(engine.describe()).startsWith("leading: 0 machines");

    engine.close();

    assertThat(lead.leader()).isEmpty();
    assertThat(engine.describe()).isEqualTo("closed");
  }

  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
  }

  private Engine engine(String name) {
    WatchedHelm helm = new WatchedHelm(Helm.of(lead, fleet));
    RenewalTimeline renewals = new RenewalTimeline();
    timelines.add(renewals);
    Engine engine = new Engine(helm, renewals, EngineSettings.of(name));
    helms.add(helm);
    engines.add(engine);
    engine.start();
    return engine;
  }

  private void join(String id) {
    AgentRegistry agent = new AgentRegistry(store, timeline, id);
    agent.join(
        new Machine(id, "10.0.0." + id.charAt(0), Map.of(), true, false, "1", Optional.empty()),
        EngineSettings.AGENT_TTL);
    agents.put(id, agent);
    untilSeen();
  }

  /** A machine goes, and whoever leads has seen that. */
  private void vanish(String id) {
    leave(id);
    untilSeen();
  }

  /** Waits until whoever leads has seen who is present. */
  private void untilSeen() {
    int members = fleet.view().machines().size();
    String seen = "%d machines (%d away".formatted(members, members - agents.size());
    engines.forEach(
        engine -> soon().until(() -> !engine.leading() || engine.describe().contains(seen)));
  }

  private void leave(String id) {
    AgentRegistry agent = agents.remove(id);
    agent.leave();
    agent.close();
  }

  private void put(String name, String... fleetOptions) {
    fleet.put(
        new UnitSubmission(
            UnitName.of(name),
            Scene.content("/bin/" + name, fleetOptions),
            DesiredState.LAUNCHED,
            Optional.empty(),
            false));
  }

  private FleetUnit unit(String name) {
    return fleet.view().unit(UnitName.of(name)).orElseThrow();
  }

  private Set<String> machinesOf(String name) {
    return unit(name).assignments().keySet();
  }

  private void eventuallyOn(String name, String... machines) {
    soon().untilAsserted(() -> assertThat(machinesOf(name)).containsExactlyInAnyOrder(machines));
  }

  /**
   * Lets time pass second by second, in which machines renew their presence, and waits until
   * whoever leads has renewed its lead when it was due.
   */
  private void pass(Duration length) {
    for (int second = 0; second < length.toSeconds(); second++) {
      timeline.advance(Duration.ofSeconds(1));
      agents.values().forEach(AgentRegistry::renew);
      for (int i = 0; i < engines.size(); i++) {
        Engine engine = engines.get(i);
        RenewalTimeline renewals = timelines.get(i);
        soon().until(() -> !engine.leading() || renewals.nextIsToCome());
      }
    }
  }

  /** Waits until the engine has decided about all that has happened so far: it works in order. */
  private void settle() {
    UnitName mark = UnitName.of("mark" + fleet.view().units().size() + ".service");
    put(mark.text());
    soon().until(() -> !machinesOf(mark.text()).isEmpty());
    fleet.destroy(mark);
    soon().untilAsserted(() -> assertThat(lead.strays()).isEmpty());
  }

  /** The timeline as an engine sees it, which knows when the lead is to be renewed next. */
  private final class RenewalTimeline implements Timeline {
    private static final Duration INTERVAL = EngineSettings.LEADER_TTL.dividedBy(3);
    private volatile Instant next = Instant.MIN;

    boolean nextIsToCome() {
      return next.isAfter(timeline.now());
    }

    @Override
    public Instant now() {
      return timeline.now();
    }

    @Override
    public Timer after(Duration delay, Runnable action) {
      Timer timer = timeline.after(delay, action);
      if (delay.equals(INTERVAL)) {
        next = timeline.now().plus(delay);
      }
      return timer;
    }

    @Override
    public void close() {
      timeline.close();
    }
  }
}
