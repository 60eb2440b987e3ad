package io.fleetk.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import io.fleetk.unit.JournalLines;
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

/**
 * Engines of a fleet on a store in memory, with machines that are only present, in time that tests
 * move.
 */
abstract class EngineFixture {
  static final String M1 = "1".repeat(32);
  static final String M2 = "2".repeat(32);
  static final String M3 = "3".repeat(32);

  final ManualTimeline timeline = new ManualTimeline(Instant.parse("2026-01-01T00:00:00Z"));
  final MemoryStore store = new MemoryStore(timeline);
  final EngineRegistry lead = new EngineRegistry(store);
  final Registry fleet = new Registry(store, timeline, (unit, machine, range) -> JournalLines.NONE);
  final Map<String, AgentRegistry> agents = new TreeMap<>();
  final List<WatchedHelm> helms = new ArrayList<>();
  private final List<RenewalTimeline> timelines = new ArrayList<>();
  final List<Engine> engines = new ArrayList<>();

  @AfterEach
  void closeEverything() {
    helms.forEach(helm -> helm.down(false));
    engines.forEach(Engine::close);
    agents.values().forEach(AgentRegistry::close);
    store.close();
  }

  static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
  }

  Engine engine(String name) {
    WatchedHelm helm = new WatchedHelm(Helm.of(lead, fleet));
    RenewalTimeline renewals = new RenewalTimeline();
    timelines.add(renewals);
    Engine engine = new Engine(helm, renewals, EngineSettings.of(name), EngineObserver.NONE);
    helms.add(helm);
    engines.add(engine);
    engine.start();
    return engine;
  }

  void join(String id) {
    AgentRegistry agent = new AgentRegistry(store, timeline, id);
    agent.join(
        new Machine(id, "10.0.0." + id.charAt(0), Map.of(), true, false, "1", Optional.empty()),
        EngineSettings.AGENT_TTL);
    agents.put(id, agent);
    untilSeen();
  }

  /** A machine goes, and whoever leads has seen that. */
  void vanish(String id) {
    leave(id);
    untilSeen();
  }

  /** A machine can renew its presence no more, which runs out. */
  void cutOff(String id) {
    agents.remove(id).close();
  }

  /** Waits until the engines know how many machines are away. */
  void seenAway(int machines) {
    engines.forEach(engine -> soon().until(() -> engine.describe().contains(machines + " away")));
  }

  /** Waits until whoever leads has seen who is present. */
  void untilSeen() {
    int members = fleet.view().machines().size();
    String seen = "%d machines (%d away".formatted(members, members - agents.size());
    engines.forEach(
        engine -> soon().until(() -> !engine.leading() || engine.describe().contains(seen)));
  }

  void leave(String id) {
    AgentRegistry agent = agents.remove(id);
    agent.leave();
    agent.close();
  }

  void put(String name, String... fleetOptions) {
    fleet.put(
        new UnitSubmission(
            UnitName.of(name),
            Scene.content("/bin/" + name, fleetOptions),
            DesiredState.LAUNCHED,
            Optional.empty(),
            false));
  }

  FleetUnit unit(String name) {
    return fleet.view().unit(UnitName.of(name)).orElseThrow();
  }

  Set<String> machinesOf(String name) {
    return unit(name).assignments().keySet();
  }

  void eventuallyOn(String name, String... machines) {
    soon().untilAsserted(() -> assertThat(machinesOf(name)).containsExactlyInAnyOrder(machines));
  }

  /**
   * Lets time pass second by second, in which machines renew their presence, and waits until
   * whoever leads has renewed its lead when it was due.
   */
  void pass(Duration length) {
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
  void settle() {
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
