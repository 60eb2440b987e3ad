package io.fleetk.daemon;

import io.fleetk.agent.Agent;
import io.fleetk.agent.AgentSettings;
import io.fleetk.fleet.Machine;
import io.fleetk.probe.SimulatedProbe;
import io.fleetk.registry.AgentRegistry;
import io.fleetk.registry.Keyspace;
import io.fleetk.registry.SecretKeys;
import io.fleetk.store.Store;
import io.fleetk.systemd.Behaviour;
import io.fleetk.systemd.SimulatedSystemd;
import io.fleetk.time.Timeline;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import io.fleetk.v1.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A machine of an embedded fleet: a simulated systemd with a real agent on it. */
final class DevMachine implements AutoCloseable {
  private final DevConfiguration.Spec spec;
  private final Store store;
  private final SecretKeys secretKeys;
  private final Timeline timeline;
  private final AgentSettings settings;
  private final SimulatedSystemd systemd;
  private final Map<UnitName, String> faults = new TreeMap<>();
  private Optional<Running> running = Optional.empty();

  /** What exists while the machine is on. */
  private record Running(Agent agent, AgentRegistry registry) {
    void end() {
      agent.close();
      registry.close();
    }
  }

  DevMachine(
      DevConfiguration.Spec spec,
      Store store,
      SecretKeys secretKeys,
      Timeline timeline,
      Behaviour behaviour,
      AgentSettings settings) {
    this.spec = spec;
    this.store = store;
    this.secretKeys = secretKeys;
    this.timeline = timeline;
    this.settings = settings;
    this.systemd = new SimulatedSystemd(spec.name(), timeline, behaviour);
    startAgent();
  }

  private void startAgent() {
    Machine self =
        new Machine(
            spec.id(),
            spec.address(),
            spec.metadata(),
            true,
            false,
            Version.text(),
            Optional.empty());
    var probe = new SimulatedProbe(systemd::serving, systemd::healthy, systemd::fileExists);
    var registry = new AgentRegistry(store, timeline, spec.id(), Keyspace.DEFAULT, secretKeys);
    Agent started = new Agent(self, registry, systemd, probe, timeline, settings);
    started.start();
    running = Optional.of(new Running(started, registry));
  }

  DevConfiguration.Spec spec() {
    return spec;
  }

  JournalLines journal(UnitName unit, JournalRange range) {
    return systemd.journal(unit, range);
  }

  /** Whether people may mean this machine by a word: its name, ID, short ID or address. */
  boolean answersTo(String word) {
    return List.of(spec.name(), spec.id(), Machine.shortId(spec.id()), spec.address())
        .contains(word);
  }

  /** Cuts the power: the agent says no goodbye. */
  synchronized void powerOff() {
    if (running.isEmpty()) {
      throw new IllegalArgumentException("machine %s is off already".formatted(spec.name()));
    }
    running.get().end();
    running = Optional.empty();
    systemd.powerOff();
  }

  /** Boots: an empty {@code /run}, and an agent that joins. */
  synchronized void powerOn() {
    if (running.isPresent()) {
      throw new IllegalArgumentException("machine %s is on already".formatted(spec.name()));
    }
    systemd.powerOn();
    startAgent();
  }

  synchronized void fail(UnitName unit, int exitStatus) {
    systemd.faults().fail(unit, exitStatus);
    faults.put(unit, "%s fails with exit status %d".formatted(unit, exitStatus));
  }

  synchronized void slowStart(UnitName unit, Duration delay) {
    systemd.faults().slowStart(unit, delay);
    faults.put(unit, "%s starts %d s late".formatted(unit, delay.toSeconds()));
  }

  synchronized void failProbe(UnitName unit) {
    systemd.faults().failProbe(unit);
    faults.put(unit, "%s fails its probes".formatted(unit));
  }

  synchronized void mend(UnitName unit) {
    systemd.faults().mend(unit);
    faults.remove(unit);
  }

  synchronized DevMachineState state() {
    return new DevMachineState(
        spec.name(),
        spec.id(),
        spec.address(),
        spec.metadata(),
        running.isPresent(),
        new ArrayList<>(faults.values()));
  }

  @Override
  public synchronized void close() {
    running.ifPresent(Running::end);
    systemd.close();
  }
}
