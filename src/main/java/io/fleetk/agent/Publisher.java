package io.fleetk.agent;

import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.registry.PresenceLostException;
import io.fleetk.time.Timeline;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the fleet what this machine says of its units: only what differs from what it told last,
 * and what changes within a moment in one go.
 */
final class Publisher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);
  private static final Duration IDLE = Duration.ofHours(1);

  private final FleetLink link;
  private final Presence presence;
  private final Duration coalesce;
  private final Outage outage;
  private final Role role;
  private final Map<UnitName, UnitStatus> told = new TreeMap<>();
  private volatile Map<UnitName, UnitStatus> current = Map.of();

  Publisher(
      FleetLink link, Presence presence, Duration coalesce, Outage outage, Timeline timeline) {
    this.link = link;
    this.presence = presence;
    this.coalesce = coalesce;
    this.outage = outage;
    this.role = new Role("agent-publisher", timeline, this::step);
  }

  void start() {
    role.start();
  }

  /** Sets everything that there is to say; what differs from before is published soon. */
  void report(Map<UnitName, UnitStatus> statuses) {
    if (!statuses.equals(current)) {
      current = Map.copyOf(statuses);
      role.ring();
    }
  }

  /** Everything that there is to say. */
  Collection<UnitStatus> statuses() {
    return current.values();
  }

  /** What is wrong, in a line, when it gets nowhere. */
  Optional<String> trouble() {
    return role.trouble();
  }

  /** Has another look at whether anything is still untold. */
  void ring() {
    role.ring();
  }

  private void step(Role role) {
    role.await(IDLE);
    if (role.closed() || !presence.joined()) {
      return; // Joining rings again.
    }
    role.sleep(coalesce);
    Map<UnitName, UnitStatus> now = current;
    List<UnitStatus> changed =
        now.values().stream().filter(status -> !status.equals(told.get(status.unit()))).toList();
    Set<UnitName> gone = new TreeSet<>(told.keySet());
    gone.removeAll(now.keySet());
    if (role.closed() || (changed.isEmpty() && gone.isEmpty())) {
      return;
    }
    try {
      link.publish(changed, gone);
      outage.over();
      told.clear();
      told.putAll(now);
      log.debug("Published {} changed and {} gone", changed.size(), gone.size());
    } catch (PresenceLostException e) {
      log.warn("{}", e.getMessage());
      presence.lost();
      role.ring();
      role.sleep(Role.RETRY);
    } catch (FleetException e) {
      outage.noticed(e);
      role.sleep(Role.RETRY);
      role.ring();
    }
  }

  @Override
  public void close() {
    role.close();
  }
}
