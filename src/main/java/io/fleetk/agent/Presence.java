package io.fleetk.agent;

import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.Machine;
import io.fleetk.registry.AgentRegistry;
import io.fleetk.registry.PresenceLostException;
import io.fleetk.time.Timeline;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the machine present in its fleet: joins, renews, and joins again when it was lost. */
final class Presence implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Presence.class);

  private final FleetLink link;
  private final Machine self;
  private final Duration ttl;
  private final Outage outage;
  private final Runnable onJoin;
  private final Role role;
  private volatile boolean joined;
  private volatile boolean left;
  private boolean renewalDue;

  /**
   * A presence that begins with {@link #start}.
   *
   * @param onJoin run after every time the machine has joined
   */
  Presence(
      FleetLink link,
      Machine self,
      Duration ttl,
      Outage outage,
      Timeline timeline,
      Runnable onJoin) {
    this.link = link;
    this.self = self;
    this.ttl = ttl;
    this.outage = outage;
    this.onJoin = onJoin;
    this.role = new Role("agent-presence", timeline, this::step);
  }

  void start() {
    role.start();
  }

  /** Whether the machine has joined and does not know that its presence was lost. */
  boolean joined() {
    return joined;
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
      if (!joined) {
        link.join(self, ttl);
        outage.over();
        joined = true;
        renewalDue = false;
        onJoin.run();
      } else if (renewalDue) {
        link.renew();
        outage.over();
        renewalDue = false;
      }
      role.await(AgentRegistry.renewalInterval(ttl));
      renewalDue = true;
    } catch (PresenceLostException e) {
      joined = false;
      log.warn("{}", e.getMessage());
    } catch (FleetException e) {
      outage.noticed(e);
      role.sleep(Role.RETRY);
    }
  }

  @Override
  public void close() {
    role.close();
  }
}
