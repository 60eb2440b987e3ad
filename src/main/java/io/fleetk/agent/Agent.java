package io.fleetk.agent;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.probe.Probe;
import io.fleetk.registry.AgentRegistry;
import io.fleetk.systemd.Systemd;
import io.fleetk.systemd.SystemdException;
import io.fleetk.time.Timeline;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one machine do what its schedule says, and says how its units are.
 *
 * <p>An agent adopts what an earlier one left running and restarts none of it. While the fleet
 * cannot be reached everything goes on as it was, and is told when the fleet is back. Closing an
 * agent stops no unit and gives up no presence: the next agent of the machine takes both over, and
 * without one the presence runs out.
 */
public final class Agent implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Agent.class);
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Machine self;
  private final FleetLink link;
  private final Systemd systemd;
  private final Outage outage = new Outage();
  private final Presence presence;
  private final Publisher publisher;
  private final UnitKeeper units;
  private final Role follower;
  private final Role watcher;

  /**
   * The agent of a machine, at work from {@link #start} on. What it is given stays the caller's to
   * close, after the agent.
   *
   * @param self the machine: its ID, address, configured metadata and the daemon's version
   * @param registry the machine's part of the fleet
   * @param systemd the machine's systemd
   * @param probe asks the units' readiness checks
   * @param timeline the time it lives in
   */
  public Agent(
      Machine self,
      AgentRegistry registry,
      Systemd systemd,
      Probe probe,
      Timeline timeline,
      AgentSettings settings) {
    this(self, FleetLink.through(registry), systemd, probe, timeline, settings);
  }

  Agent(
      Machine self,
      FleetLink link,
      Systemd systemd,
      Probe probe,
      Timeline timeline,
      AgentSettings settings) {
    this.self = requireNonNull(self);
    this.link = requireNonNull(link);
    this.systemd = requireNonNull(systemd);
    this.presence =
        new Presence(link, self, settings.ttl(), outage, timeline, this::publishWhatIsLeft);
    this.publisher = new Publisher(link, presence, settings.coalesce(), outage, timeline);
    this.units =
        new UnitKeeper(self, systemd, probe, timeline, settings.stopDeadline(), publisher::report);
    this.follower = new Role("agent-schedule", timeline, this::followSchedule);
    this.watcher = new Role("agent-systemd", timeline, this::watchSystemd);
  }

  /** Begins, once; returns at once. */
  public void start() {
    log.info("Agent of machine {} at {} begins", self.id(), self.address());
    units.start();
    watcher.start();
    publisher.start();
    presence.start();
    follower.start();
  }

  /** Whether the machine is present in its fleet, as far as the agent knows. */
  public boolean joined() {
    return presence.joined();
  }

  /** How the units that it has are. */
  public Collection<UnitStatus> statuses() {
    return publisher.statuses();
  }

  /** Which parts of it get nowhere, a line each. */
  public List<String> troubles() {
    return Stream.of(
            units.trouble(),
            watcher.trouble(),
            publisher.trouble(),
            presence.trouble(),
            follower.trouble())
        .flatMap(Optional::stream)
        .toList();
  }

  private void publishWhatIsLeft() {
    publisher.ring();
  }

  private void followSchedule(Role role) {
    try {
      link.awaitSchedule(PATIENCE)
          .ifPresent(
              schedule -> {
                outage.over();
                units.scheduled(schedule);
              });
    } catch (FleetException e) {
      outage.noticed(e);
      role.sleep(Role.RETRY);
    }
  }

  private void watchSystemd(Role role) {
    try {
      Set<UnitName> changed = systemd.changes(PATIENCE);
      if (!changed.isEmpty()) {
        units.changed(changed);
      }
    } catch (SystemdException e) {
      log.warn("Cannot follow systemd: {}; trying again", e.getMessage());
      role.sleep(Role.RETRY);
    }
  }

  /**
   * Stops and unloads everything that it loaded, and leaves the fleet. The agent does nothing more
   * than that from here on; close it afterwards.
   *
   * @param patience how long the units may take to end
   * @return the units that had not ended by then; they keep running, and are loaded
   * @throws InterruptedException when the thread is interrupted; nothing is undone
   */
  public Set<UnitName> purge(Duration patience) throws InterruptedException {
    follower.close();
    Set<UnitName> left = units.drain(patience);
    try {
      presence.leave();
    } catch (FleetException e) {
      log.warn("Could not leave the fleet: {}; the presence runs out by itself", e.getMessage());
    }
    return left;
  }

  /** Ends every thread of the agent. No unit is stopped. */
  @Override
  public void close() {
    follower.end();
    watcher.end();
    follower.close();
    watcher.close();
    units.close();
    publisher.close();
    presence.close();
    log.info("Agent of machine {} has ended; its units go on", self.shortId());
  }
}
