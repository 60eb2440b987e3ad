package io.fleetk.rollout;

import io.fleetk.agent.Agent;
import io.fleetk.agent.AgentSettings;
import io.fleetk.engine.Engine;
import io.fleetk.engine.EngineSettings;
import io.fleetk.fleet.Machine;
import io.fleetk.probe.SimulatedProbe;
import io.fleetk.registry.AgentRegistry;
import io.fleetk.registry.EngineRegistry;
import io.fleetk.registry.Registry;
import io.fleetk.store.MemoryStore;
import io.fleetk.systemd.Behaviour;
import io.fleetk.systemd.SimulatedSystemd;
import io.fleetk.time.SystemTimeline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A fleet in one process: the real registry, engine and agents, on machines that are simulated. */
final class WholeFleet {
  private static final Behaviour BRISK =
      Behaviour.steady(Duration.ofMillis(80), Duration.ofMillis(20));

  final SystemTimeline timeline = new SystemTimeline();
  final Map<String, SimulatedSystemd> machines = new TreeMap<>();
  final Registry registry;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  WholeFleet(int machineCount) {
    parts.push(timeline);
    MemoryStore store = new MemoryStore(timeline);
    parts.push(store);
    registry =
        new Registry(
            store, timeline, (unit, machine, range) -> machines.get(machine).journal(unit, range));
    for (int i = 1; i <= machineCount; i++) {
      boot(store, "%032x".formatted(i), "10.0.0." + i);
    }
    Engine engine =
        new Engine(new EngineRegistry(store), registry, timeline, EngineSettings.of("one"));
    parts.push(engine);
    engine.start();
  }

  private void boot(MemoryStore store, String id, String address) {
    SimulatedSystemd systemd = new SimulatedSystemd("m" + machines.size(), timeline, BRISK);
    parts.push(systemd);
    machines.put(id, systemd);
    AgentRegistry registryOfAgent = new AgentRegistry(store, timeline, id);
    parts.push(registryOfAgent);
    Agent agent =
        new Agent(
            new Machine(id, address, Map.of("role", "node"), true, false, "test", Optional.empty()),
            registryOfAgent,
            systemd,
            new SimulatedProbe(systemd::serving, systemd::healthy, systemd::fileExists),
            timeline,
            AgentSettings.DEFAULT);
    parts.push(agent);
    agent.start();
  }

  /** Stops everything, the last started first. */
  void halt() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }
}
