package io.fleetk.daemon;

import static java.util.stream.Collectors.toSet;

import io.fleetk.agent.Agent;
import io.fleetk.agent.AgentSettings;
import io.fleetk.daemon.DaemonConfiguration.Part;
import io.fleetk.engine.Census;
import io.fleetk.engine.Engine;
import io.fleetk.engine.EngineObserver;
import io.fleetk.engine.EngineSettings;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UsedCertificate;
import io.fleetk.probe.Probe;
import io.fleetk.registry.AgentRegistry;
import io.fleetk.registry.EngineRegistry;
import io.fleetk.registry.JournalDesk;
import io.fleetk.registry.JournalQuestions;
import io.fleetk.registry.Keyspace;
import io.fleetk.registry.Registry;
import io.fleetk.registry.SecretKeys;
import io.fleetk.store.StoreException;
import io.fleetk.systemd.Systemd;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One machine's daemon: of engine and agent those that its configuration wants, on a store and this
 * machine's systemd. It starts whether or not the store answers yet. Closing it gives the lead up
 * and stops no unit.
 */
final class Daemon implements AutoCloseable {
  /** How long a store may be silent before it is asked whether it answers. */
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private final Parts parts = new Parts();
  private final MeteredStore store;
  private final Registry fleet;
  private Optional<Agent> agent = Optional.empty();
  private Optional<Engine> engine = Optional.empty();

  private Daemon(MeteredStore store, Timeline timeline, SecretKeys secretKeys) {
    this.store = store;
    this.fleet =
        parts.add(
            new Registry(
                store,
                timeline,
                new JournalQuestions(store, timeline, Keyspace.DEFAULT),
                Keyspace.DEFAULT,
                secretKeys));
  }

  /**
   * Starts a daemon.
   *
   * @param self this machine
   * @param store the fleet's store, which stays the caller's to close
   * @param systemd gives this machine's systemd, which the daemon closes, when it needs it
   * @param observer is told what the engine does
   */
  static Daemon start(
      DaemonConfiguration configuration,
      Machine self,
      MeteredStore store,
      Supplier<Systemd> systemd,
      Probe probe,
      Timeline timeline,
      EngineObserver observer) {
    SecretKeys secretKeys = SecretKeys.inFile(configuration.secretKeyFile());
    Daemon daemon = new Daemon(store, timeline, secretKeys);
    try {
      if (configuration.runs(Part.AGENT)) {
        daemon.beginAgent(configuration, self, daemon.parts.add(systemd.get()), probe, timeline);
      }
      if (configuration.runs(Part.ENGINE)) {
        daemon.beginEngine(configuration, self, timeline, observer);
      }
      return daemon;
    } catch (RuntimeException e) {
      daemon.close();
      throw e;
    }
  }

  private void beginEngine(
      DaemonConfiguration configuration, Machine self, Timeline timeline, EngineObserver observer) {
    var settings =
        new EngineSettings(
            self.id(),
            configuration.leaderTtl(),
            configuration.agentTtl(),
            configuration.agentGrace());
    Engine started =
        parts.add(new Engine(new EngineRegistry(store), fleet, timeline, settings, observer));
    started.start();
    engine = Optional.of(started);
  }

  private void beginAgent(
      DaemonConfiguration configuration,
      Machine self,
      Systemd systemd,
      Probe probe,
      Timeline timeline) {
    AgentRegistry membership =
        parts.add(
            new AgentRegistry(
                store,
                timeline,
                self.id(),
                Keyspace.DEFAULT,
                SecretKeys.inFile(configuration.secretKeyFile())));
    Agent started =
        parts.add(
            new Agent(
                self,
                membership,
                systemd,
                probe,
                timeline,
                AgentSettings.DEFAULT.withTtl(configuration.agentTtl())));
    started.start();
    agent = Optional.of(started);
    parts.add(new JournalDesk(store, Keyspace.DEFAULT, self.id(), systemd::journal)).start();
  }

  /** The fleet that it is part of. */
  Fleet fleet() {
    return fleet;
  }

  boolean hasAgent() {
    return agent.isPresent();
  }

  boolean hasEngine() {
    return engine.isPresent();
  }

  /** Whether its machine is present in the fleet. */
  boolean joined() {
    return agent.filter(Agent::joined).isPresent();
  }

  /** Whether its engine leads. */
  boolean leads() {
    return engine.filter(Engine::leading).isPresent();
  }

  /** How the fleet's units on its machine are. */
  Collection<UnitStatus> statuses() {
    return agent.map(Agent::statuses).orElse(List.of());
  }

  /** The fleet in numbers, while its engine leads. */
  Optional<Census> census() {
    return engine.flatMap(Engine::census);
  }

  /**
   * The certificates in secrets that units have, while its engine leads; none when the store does
   * not say.
   */
  List<UsedCertificate> certificates() {
    if (!leads()) {
      return List.of();
    }
    try {
      return fleet.secrets().map(FleetSecrets::certificates).orElse(List.of());
    } catch (FleetException e) {
      return List.of();
    }
  }

  /** Which parts of it get nowhere, a line each. */
  List<String> troubles() {
    return Stream.concat(
            agent.stream().flatMap(one -> one.troubles().stream()),
            engine.stream().flatMap(one -> one.troubles().stream()))
        .toList();
  }

  /** Why nobody should rely on it just now, a line each. Asks a store that was silent for long. */
  List<String> reasonsNotReady() {
    List<String> reasons = new ArrayList<>(troubles());
    if (store.failure().isPresent() || store.silence().compareTo(SILENCE) > 0) {
      try {
        store.get(Keyspace.DEFAULT.prefix() + "leader");
      } catch (StoreException e) {
        reasons.add(e.getMessage());
      }
    }
    if (agent.isPresent() && !joined()) {
      reasons.add("the agent has not joined the fleet");
    }
    return reasons;
  }

  /**
   * Stops and removes every unit that the fleet runs here, and leaves the fleet.
   *
   * @param patience how long the units may take to end
   * @return the names of those that had not ended by then
   */
  Set<String> purge(Duration patience) throws InterruptedException {
    return agent.isEmpty()
        ? Set.of()
        : agent.get().purge(patience).stream().map(Object::toString).collect(toSet());
  }

  @Override
  public void close() {
    parts.close();
  }
}
