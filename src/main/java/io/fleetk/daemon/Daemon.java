package io.fleetk.daemon;

import static java.util.stream.Collectors.toSet;

import io.fleetk.agent.Agent;
import io.fleetk.agent.AgentSettings;
import io.fleetk.api.ApiServer;
import io.fleetk.api.ListenOn;
import io.fleetk.daemon.DaemonConfiguration.Part;
import io.fleetk.engine.Engine;
import io.fleetk.engine.EngineSettings;
import io.fleetk.fleet.Machine;
import io.fleetk.probe.Probe;
import io.fleetk.registry.AgentRegistry;
import io.fleetk.registry.EngineRegistry;
import io.fleetk.registry.JournalDesk;
import io.fleetk.registry.JournalQuestions;
import io.fleetk.registry.Keyspace;
import io.fleetk.registry.Registry;
import io.fleetk.registry.SecretKeys;
import io.fleetk.store.Store;
import io.fleetk.systemd.Systemd;
import io.fleetk.time.Timeline;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One machine's daemon: of engine, agent and API those that its configuration wants, on a store and
 * this machine's systemd. It starts whether or not the store answers yet. Closing it gives the lead
 * up and stops no unit.
 */
final class Daemon implements AutoCloseable {
  private final Parts parts = new Parts();
  private Optional<Agent> agent = Optional.empty();

  /**
   * Starts a daemon.
   *
   * @param self this machine
   * @param store the fleet's store, which stays the caller's to close
   * @param systemd gives this machine's systemd, which the daemon closes, when it needs it
   * @throws IOException when the API cannot listen where it should
   */
  static Daemon start(
      DaemonConfiguration configuration,
      Machine self,
      Store store,
      Supplier<Systemd> systemd,
      Probe probe,
      Timeline timeline)
      throws IOException {
    Daemon daemon = new Daemon();
    try {
      daemon.begin(configuration, self, store, systemd, probe, timeline);
      return daemon;
    } catch (IOException | RuntimeException e) {
      daemon.close();
      throw e;
    }
  }

  private void begin(
      DaemonConfiguration configuration,
      Machine self,
      Store store,
      Supplier<Systemd> systemd,
      Probe probe,
      Timeline timeline)
      throws IOException {
    Registry registry =
        parts.add(
            new Registry(
                store,
                timeline,
                new JournalQuestions(store, timeline, Keyspace.DEFAULT),
                Keyspace.DEFAULT,
                SecretKeys.inFile(configuration.secretKeyFile())));
    if (configuration.runs(Part.AGENT)) {
      beginAgent(configuration, self, store, parts.add(systemd.get()), probe, timeline);
    }
    if (configuration.runs(Part.ENGINE)) {
      var settings =
          new EngineSettings(
              self.id(),
              configuration.leaderTtl(),
              configuration.agentTtl(),
              configuration.agentGrace());
      parts.add(new Engine(new EngineRegistry(store), registry, timeline, settings)).start();
    }
    if (configuration.runs(Part.API)) {
      parts
          .add(
              new ApiServer(
                  registry, new ListenOn(configuration.listen()), configuration.tokenLimit()))
          .start();
    }
  }

  private void beginAgent(
      DaemonConfiguration configuration,
      Machine self,
      Store store,
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
