package io.fleetk.engine;

import static java.util.stream.Collectors.toCollection;

import io.fleetk.fleet.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which machines are lost, and which are merely away. Absence is not loss:
 *
 * <ul>
 *   <li>A machine is lost once its presence has been gone for the grace, seen all the time.
 *   <li>Nobody is lost until a full lease and the grace have passed since the engine (re)gained the
 *       lead or the store: while etcd was paused or electing, leases ran out that nobody could
 *       renew.
 *   <li>When more than half of the machines vanish together, more likely the network or the store
 *       is at fault than they are: none of them is lost. Together means within one lease, because
 *       presence leases that can no longer be renewed end within that time of one another.
 * </ul>
 */
final class Absence {
  /**
   * How things stand.
   *
   * @param lost the machines whose units go elsewhere
   * @param spared those that would be lost, had not more than half vanished together with them
   * @param next when another machine may become lost; empty when nobody's time is running
   */
  record Verdict(Set<String> lost, Set<String> spared, Optional<Instant> next) {}

  private final Duration ttl;
  private final Duration grace;
  private final Map<String, Instant> awaySince = new TreeMap<>();
  private final Set<String> present = new HashSet<>();
  private Instant patientUntil = Instant.MIN;

  Absence(Duration ttl, Duration grace) {
    this.ttl = ttl;
    this.grace = grace;
  }

  /** The lead or the store was (re)gained: whoever is away counts as away from now. */
  void begin(Collection<Machine> machines, Instant now) {
    awaySince.clear();
    patientUntil = now.plus(ttl).plus(grace);
    observe(machines, now);
  }

  /** These are the members now; others are forgotten. */
  void observe(Collection<Machine> machines, Instant now) {
    Set<String> members = machines.stream().map(Machine::id).collect(toCollection(HashSet::new));
    present.retainAll(members);
    awaySince.keySet().retainAll(members);
    machines.forEach(machine -> see(machine, now));
  }

  /**
   * A machine as it is now.
   *
   * @return whether it came or went
   */
  boolean see(Machine machine, Instant now) {
    if (machine.present()) {
      awaySince.remove(machine.id());
      return present.add(machine.id());
    }
    present.remove(machine.id());
    return awaySince.putIfAbsent(machine.id(), now) == null;
  }

  /** A machine is no member any more. */
  void forget(String machineId) {
    present.remove(machineId);
    awaySince.remove(machineId);
  }

  /** How things stand at a moment. */
  Verdict at(Instant now) {
    Set<String> lost = new TreeSet<>();
    Set<String> spared = new TreeSet<>();
    Optional<Instant> next = Optional.empty();
    for (Map.Entry<String, Instant> away : awaySince.entrySet()) {
      Instant due = due(away.getValue());
      if (due.isAfter(now)) {
        next = next.filter(earlier -> earlier.isBefore(due)).or(() -> Optional.of(due));
      } else if (together(away.getValue()) > present.size()) {
        spared.add(away.getKey());
      } else {
        lost.add(away.getKey());
      }
    }
    return new Verdict(lost, spared, next);
  }

  private Instant due(Instant since) {
    Instant due = since.plus(grace);
    return due.isBefore(patientUntil) ? patientUntil : due;
  }

  private long together(Instant since) {
    return awaySince.values().stream()
        .filter(other -> Duration.between(since, other).abs().compareTo(ttl) <= 0)
        .count();
  }
}
