package io.fleetk.daemon;

import io.fleetk.agent.AgentSettings;
import io.fleetk.api.ApiServer;
import io.fleetk.api.ListenOn;
import io.fleetk.engine.Engine;
import io.fleetk.engine.EngineSettings;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.registry.EngineRegistry;
import io.fleetk.registry.Keyspace;
import io.fleetk.registry.Registry;
import io.fleetk.registry.SecretKeys;
import io.fleetk.store.MemoryStore;
import io.fleetk.systemd.Behaviour;
import io.fleetk.time.SystemTimeline;
import io.fleetk.time.Timeline;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/**
 * An embedded fleet: the real engine, agents and API in one process, over a store in memory that is
 * kept on disk, and over machines whose systemd, probes, files and journal are simulated.
 */
public final class DevFleet implements AutoCloseable {

  private final Path directory;
  private final Timeline timeline;
  private final Map<String, DevMachine> machines = new LinkedHashMap<>();
  private final Registry registry;
  private final ApiServer api;
  private final Parts parts = new Parts();

  /**
   * Brings a fleet up, with the programs of its machines taking about as long as real ones.
   *
   * @param directory where its store, sockets and log are kept
   * @throws IOException when it cannot listen, or its store cannot be read
   */
  public static DevFleet start(DevConfiguration configuration, Path directory) throws IOException {
    Behaviour unhurried =
        new Behaviour(
            Duration.ofMillis(400),
            Duration.ofMillis(150),
            Duration.ofMillis(400),
            RandomGenerator.getDefault());
    return start(configuration, directory, new SystemTimeline(), unhurried);
  }

  /**
   * Brings a fleet up on a timeline, which it closes with itself.
   *
   * @param behaviour how long the machines' programs take
   * @throws IOException when it cannot listen, or its store cannot be read
   */
  public static DevFleet start(
      DevConfiguration configuration, Path directory, Timeline timeline, Behaviour behaviour)
      throws IOException {
    return new DevFleet(configuration, directory, timeline, behaviour);
  }

  private DevFleet(
      DevConfiguration configuration, Path directory, Timeline timeline, Behaviour behaviour)
      throws IOException {
    this.directory = directory;
    this.timeline = parts.add(timeline);
    try {
      MemoryStore store = parts.add(MemoryStore.open(directory.resolve("store.log"), timeline));
      SecretKeys secretKeys = DevSecretKey.in(directory);
      registry =
          parts.add(new Registry(store, timeline, this::journal, Keyspace.DEFAULT, secretKeys));
      AgentSettings agents = AgentSettings.DEFAULT.withTtl(configuration.agentTtl());
      for (DevConfiguration.Spec spec : configuration.machines()) {
        machines.put(
            spec.name(),
            parts.add(new DevMachine(spec, store, secretKeys, timeline, behaviour, agents)));
      }
      EngineSettings settings =
          new EngineSettings(
              "embedded",
              EngineSettings.LEADER_TTL,
              configuration.agentTtl(),
              EngineSettings.AGENT_GRACE);
      Engine engine =
          parts.add(new Engine(new EngineRegistry(store), registry, timeline, settings));
      engine.start();
      Path socket = directory.resolve("fleet.sock");
      InetSocketAddress loopback =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), configuration.port());
      api = parts.add(new ApiServer(registry, ListenOn.both(loopback, socket)));
      api.start();
      parts.add(new DevControlServer(this, directory));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The fleet without a wire between. */
  public Fleet fleet() {
    return registry;
  }

  /** Where the fleet is to be found. */
  public DevState state() {
    return new DevState(
        "http://127.0.0.1:" + api.port().orElseThrow(),
        directory.resolve("fleet.sock").toString(),
        ProcessHandle.current().pid(),
        timeline.now());
  }

  /** The machines as they are. */
  public List<DevMachineState> machines() {
    return machines.values().stream().map(DevMachine::state).toList();
  }

  /**
   * Breaks or mends something.
   *
   * @throws IllegalArgumentException when there is no such machine or unit, in one line
   */
  public void inject(Fault fault) {
    switch (fault) {
      case Fault.PowerOff(var name) -> machine(name).powerOff();
      case Fault.PowerOn(var name) -> machine(name).powerOn();
      case Fault.FailUnit(var unit, var on, var status) ->
          each(unit, on, (machine, name) -> machine.fail(name, status));
      case Fault.SlowStart(var unit, var on, var delay) ->
          each(unit, on, (machine, name) -> machine.slowStart(name, delay));
      case Fault.FailProbe(var unit, var on) -> each(unit, on, DevMachine::failProbe);
      case Fault.Mend(var unit, var on) -> each(unit, on, DevMachine::mend);
    }
  }

  private void each(String unit, Optional<String> on, BiConsumer<DevMachine, UnitName> broken) {
    List<UnitName> names = units(unit);
    Collection<DevMachine> where = on.isPresent() ? List.of(machine(on.get())) : machines.values();
    where.forEach(machine -> names.forEach(name -> broken.accept(machine, name)));
  }

  /** The unit of a name, known yet or not, or every unit of a component. */
  private List<UnitName> units(String text) {
    if (UnitName.problemWith(text).isEmpty()) {
      return List.of(UnitName.of(text));
    }
    List<UnitName> instances =
        registry.view().units().keySet().stream()
            .filter(name -> name.component().equals(text))
            .toList();
    if (instances.isEmpty()) {
      throw new IllegalArgumentException(
          "no unit or component is named '%s'; see 'fleetk status'".formatted(text));
    }
    return instances;
  }

  private DevMachine machine(String given) {
    return machines.values().stream()
        .filter(machine -> machine.answersTo(given))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no machine is named '%s'; there are %s"
                        .formatted(given, String.join(", ", machines.keySet()))));
  }

  private JournalLines journal(UnitName unit, String machineId, JournalRange range) {
    return machines.values().stream()
        .filter(machine -> machine.spec().id().equals(machineId))
        .findFirst()
        .orElseThrow(() -> new FleetRefusedException("no machine has the ID " + machineId))
        .journal(unit, range);
  }

  @Override
  public void close() {
    parts.close();
  }
}
