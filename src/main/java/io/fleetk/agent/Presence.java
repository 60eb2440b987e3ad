package io.fleetk.agent;

import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.Machine;
import io.fleetk.registry.AgentRegistry;
import io.fleetk.registry.PresenceLostException;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the machine present in its fleet: joins, renews, and joins again when it was lost; and with
 * it the permit of the units that stop on a partition.
 */
final class Presence implements AutoCloseable {
  /**
   * A stretch of time in which the machine's schedule is its own.
   *
   * @param number another one means that the schedule must be read afresh: the machine has joined,
   *     or was on its own for so long that units were stopped here
   * @param until the machine's uptime from which on it may no longer be present
   */
  record Term(int number, Duration until) {}

  private static final Logger log = LoggerFactory.getLogger(Presence.class);

  private final FleetLink link;
  private final Machine self;
  private final Duration ttl;
  private final PartitionPermit permit;
  private final Outage outage;
  private final Runnable onTerm;
  private final Role role;
  private volatile boolean joined;
  private volatile boolean left;
  private volatile Optional<Term> term = Optional.empty();
  private int terms;
  private boolean renewalDue;
  private String refusal = "";

  /**
   * A presence that begins with {@link #start}.
   *
   * @param onTerm run whenever a term has begun
   */
  Presence(
      FleetLink link,
      Machine self,
      Duration ttl,
      PartitionPermit permit,
      Outage outage,
      Timeline timeline,
      Runnable onTerm) {
    this.link = link;
    this.self = self;
    this.ttl = ttl;
    this.permit = permit;
    this.outage = outage;
    this.onTerm = onTerm;
    this.role = new Role("agent-presence", timeline, this::step);
  }

  void start() {
    role.start();
  }

  /** Whether the machine has joined and does not know that its presence was lost. */
  boolean joined() {
    return joined;
  }

  /**
   * The term that the machine is in. It outlasts an outage of the fleet; there is none before the
   * machine has joined, and while another machine is present under its ID.
   */
  Optional<Term> term() {
    return term;
  }

  /** What is wrong, in a line, when it gets nowhere. */
  Optional<String> trouble() {
    return role.trouble();
  }

  /** Says that the fleet no longer counts this machine as present: it joins again at once. */
  void lost() {
    joined = false;
    role.ring();
  }

  /** Ends the presence for good. */
  void leave() {
    left = true;
    role.close();
    joined = false;
    link.leave();
  }

  private void step(Role role) {
    if (left) {
      return;
    }
    try {
      Duration asked = permit.now();
      if (!joined) {
        link.join(self, ttl);
        renewed(asked, true);
      } else if (renewalDue) {
        link.renew();
        renewed(asked, false);
      }
      role.await(AgentRegistry.renewalInterval(ttl));
      renewalDue = true;
    } catch (PresenceLostException e) {
      joined = false;
      log.warn("{}", e.getMessage());
    } catch (FleetRefusedException e) {
      refused(e);
      role.sleep(AgentRegistry.renewalInterval(ttl));
    } catch (FleetException e) {
      outage.noticed(e);
      role.sleep(Role.RETRY);
    }
  }

  private void renewed(Duration asked, boolean justJoined) {
    Duration until = permit.renewed(asked);
    outage.over();
    refusal = "";
    joined = true;
    renewalDue = false;
    if (justJoined || permit.lapsed()) {
      terms++;
      term = Optional.of(new Term(terms, until));
      onTerm.run();
    }
  }

  private void refused(FleetRefusedException e) {
    term = Optional.empty();
    String now = String.valueOf(e.getMessage());
    if (!now.equals(refusal)) {
      log.error("Not part of the fleet: {}; trying again, and doing nothing here until then", now);
    }
    refusal = now;
  }

  @Override
  public void close() {
    role.close();
  }
}
