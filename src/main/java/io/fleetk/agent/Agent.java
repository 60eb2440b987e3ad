package io.fleetk.agent;

import static java.util.Objects.requireNonNull;

import io.fleetk.agent.Presence.Term;
import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.probe.Probe;
import io.fleetk.registry.AgentRegistry;
import io.fleetk.registry.ScheduledUnit;
import io.fleetk.systemd.Systemd;
import io.fleetk.systemd.SystemdException;
import io.fleetk.time.Timeline;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one machine do what its schedule says, and says how its units are.
 *
 * <p>An agent adopts what an earlier one left running and restarts none of it. It begins to follow
 * its schedule when it has joined, and no longer does while another machine is present under its
 * ID. While the fleet cannot be reached everything goes on as it was, and is told when the fleet is
 * back; only units that say so are stopped, by systemd ({@link Systemd#permit}). Closing an agent
 * stops no unit and gives up no presence: the next agent of the machine takes both over, and
 * without one the presence runs out.
 */
public final class Agent implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Agent.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** So many units change at once only when many are started or stopped, which goes on a while. */
  private static final int MANY = 8;

  /** How many times as long changes are then gathered, since each look at units has its price. */
  private static final int MANY_COALESCE = 8;

  private final Machine self;
  private final Duration coalesce;
  private final FleetLink link;
  private final Systemd systemd;
  private final Outage outage = new Outage();
  private final Presence presence;
  private final Publisher publisher;
  private final UnitKeeper units;
  private final Role follower;
  private final Role watcher;

  /** The term in which the schedule was last read whole. */
  private int termRead;

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
    this.coalesce = settings.coalesce();
    this.systemd = requireNonNull(systemd);
    this.presence =
        new Presence(
            link,
            self,
            settings.ttl(),
            new PartitionPermit(systemd, settings.ttl()),
            outage,
            timeline,
            this::present);
    this.publisher = new Publisher(link, presence, coalesce, outage, timeline);
    this.units =
        new UnitKeeper(
            self,
            systemd,
            link::secret,
            probe,
            timeline,
            settings.stopDeadline(),
            publisher::report);
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

  private void present() {
    publisher.ring();
    follower.ring();
  }

  /** What is read in one term and told in another may be somebody else's, or out of date. */
  private void followSchedule(Role role) {
    Optional<Term> term = presence.term();
    if (term.isEmpty()) {
      units.unscheduled();
      role.await(PATIENCE);
      return;
    }
    try {
      if (term.get().number() != termRead) {
        Map<UnitName, ScheduledUnit> schedule = link.readSchedule();
        tell(term, () -> units.scheduledAfresh(schedule, term.get().until()));
        termRead = term.get().number();
      } else {
        link.awaitSchedule(PATIENCE)
            .ifPresent(schedule -> tell(term, () -> units.scheduled(schedule)));
      }
    } catch (FleetException e) {
      outage.noticed(e);
      role.sleep(Role.RETRY);
    }
  }

  private void tell(Optional<Term> readIn, Runnable telling) {
    outage.over();
    if (presence.term().equals(readIn)) {
      telling.run();
    }
  }

  private void watchSystemd(Role role) {
    try {
      Set<UnitName> changed = systemd.changes(PATIENCE);
      if (!changed.isEmpty()) {
        units.changed(changed);
        role.sleep(changed.size() < MANY ? coalesce : coalesce.multipliedBy(MANY_COALESCE));
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
