package io.fleetk.agent;

import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.registry.PresenceLostException;
import io.fleetk.registry.ScheduledUnit;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.UnitName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A fleet of one machine, as its agent sees it: it can go away, and it can take the machine for
 * lost. What was published is gone with the presence, and there again when the machine joins again.
 */
final class FakeFleet implements FleetLink {
  private final Map<UnitName, UnitStatus> statuses = new HashMap<>();
  private final List<UnitStatus> history = new ArrayList<>();
  private final Map<String, String> secrets = new HashMap<>();
  private Map<UnitName, ScheduledUnit> schedule = Map.of();
  private boolean scheduleUnread = true;
  private boolean away;
  private boolean present;
  private String refusal = "";
  private Runnable whenJoining = () -> {};
  private int attempts;
  private int joins;
  private int renewals;
  private int publications;

  /** Says what the machine should have. */
  synchronized void schedule(ScheduledUnit... units) {
    schedule = new TreeMap<>();
    Arrays.stream(units).forEach(unit -> schedule.put(unit.name(), unit));
    scheduleUnread = true;
    notifyAll();
  }

  /** Can be reached no more. */
  synchronized void goAway() {
    away = true;
    notifyAll();
  }

  /** Can be reached again; whoever follows the schedule is told it afresh. */
  synchronized void comeBack() {
    away = false;
    scheduleUnread = true;
    notifyAll();
  }

  /** Lets the machine's presence run out. */
  synchronized void losePresence() {
    present = false;
  }

  /** Refuses the machine, in these words, when it next joins; with none, does no longer. */
  synchronized void refuse(String why) {
    refusal = why;
  }

  /** Does this whenever the machine joins, before it answers. */
  synchronized void whenJoining(Runnable action) {
    whenJoining = action;
  }

  synchronized boolean present() {
    return present;
  }

  /** How often the machine tried to join. */
  synchronized int attempts() {
    return attempts;
  }

  synchronized int joins() {
    return joins;
  }

  synchronized int renewals() {
    return renewals;
  }

  synchronized int publications() {
    return publications;
  }

  /** What anyone may see of a unit; nothing while the machine is not present. */
  synchronized Optional<UnitStatus> status(UnitName name) {
    return present ? Optional.ofNullable(statuses.get(name)) : Optional.empty();
  }

  /** Every status that was ever published for a unit, in order. */
  synchronized List<UnitStatus> history(UnitName name) {
    return history.stream().filter(status -> status.unit().equals(name)).toList();
  }

  private void reach() {
    if (away) {
      throw new FleetUnreachableException("the store does not answer");
    }
  }

  @Override
  public synchronized void join(Machine self, Duration ttl) {
    reach();
    attempts++;
    whenJoining.run();
    if (!refusal.isEmpty()) {
      throw new FleetRefusedException(refusal);
    }
    present = true;
    joins++;
  }

  @Override
  public synchronized void renew() {
    reach();
    checkPresent();
    renewals++;
  }

  private void checkPresent() {
    if (!present) {
      throw new PresenceLostException("the lease has run out");
    }
  }

  @Override
  public synchronized Optional<Map<UnitName, ScheduledUnit>> awaitSchedule(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (!away && !scheduleUnread && System.nanoTime() < end) {
        wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reach();
    if (!scheduleUnread) {
      return Optional.empty();
    }
    scheduleUnread = false;
    return Optional.of(Map.copyOf(schedule));
  }

  @Override
  public synchronized Map<UnitName, ScheduledUnit> readSchedule() {
    reach();
    scheduleUnread = false;
    return Map.copyOf(schedule);
  }

  @Override
  public synchronized void publish(Collection<UnitStatus> changed, Collection<UnitName> gone) {
    reach();
    checkPresent();
    publications++;
    history.addAll(changed);
    changed.forEach(status -> statuses.put(status.unit(), status));
    gone.forEach(statuses::remove);
  }

  @Override
  public synchronized byte[] secret(CarriedSecret secret) {
    reach();
    return Optional.ofNullable(secrets.get(secret.secret() + "@" + secret.version()))
        .orElseThrow(() -> new FleetRefusedException("there is no key for secrets"))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Has a version of a secret from now on. */
  synchronized void secret(String name, long version, String text) {
    secrets.put(name + "@" + version, text);
  }

  @Override
  public synchronized void leave() {
    reach();
    present = false;
  }
}
