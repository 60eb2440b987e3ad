package io.fleetk.engine;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;

import io.fleetk.fleet.Machine;
import io.fleetk.registry.AgentRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which machines are lost, and which are merely away. Absence is not loss:
 *
 * <ul>
 *   <li>A machine is lost once its presence has been gone for a renewal interval and the grace,
 *       seen all the time. The leases of machines that are cut off at one moment were renewed at
 *       different times within that interval and end spread over it: when the first of them is
 *       judged, all of them have been seen to go. The grace takes in what is late about renewals
 *       and their ends.
 *   <li>Nobody is lost until a full lease and the grace have passed since the engine (re)gained the
 *       lead or the store: while etcd was paused or electing, leases ran out that nobody could
 *       renew.
 *   <li>When more than half of the machines vanish together, more likely the network or the store
 *       is at fault than they are: none of them is lost. Together means within a lease and the
 *       grace of one another: longer than one cut takes, so that a failure which spreads from
 *       machine to machine counts as one, too.
 *   <li>When a machine comes while more than half are away together, the fault is being mended: the
 *       others count as away from then on, and have a full lease and the grace to come as well.
 * </ul>
 */
final class Absence {
  /**
   * How things stand.
   *
   * @param lost the machines whose units go elsewhere
   * @param spared those that vanished together and are more than half, once one of them would be
   *     lost
   * @param next when another machine may become lost; empty when nobody's time is running
   */
  record Verdict(Set<String> lost, Set<String> spared, Optional<Instant> next) {}

  /**
   * A machine that is away.
   *
   * @param since from when on it counts as away
   * @param due when it is judged
   */
  private record Away(Instant since, Instant due) {}

  private final Duration verdictAfter;
  private final Duration patience;
  private final Map<String, Away> away = new TreeMap<>();
  private final Set<String> present = new HashSet<>();
  private Instant patientUntil = Instant.MIN;

  Absence(Duration ttl, Duration grace) {
    this.verdictAfter = AgentRegistry.renewalInterval(ttl).plus(grace);
    this.patience = ttl.plus(grace);
  }

  /** The lead or the store was (re)gained: whoever is away counts as away from now. */
  void begin(Collection<Machine> machines, Instant now) {
    away.clear();
    patientUntil = now.plus(patience);
    observe(machines, now);
  }

  /** These are the members now; others are forgotten. */
  void observe(Collection<Machine> machines, Instant now) {
    Set<String> members = machines.stream().map(Machine::id).collect(toCollection(HashSet::new));
    present.retainAll(members);
    away.keySet().retainAll(members);
    machines.forEach(machine -> see(machine, now));
  }

  /**
   * A machine as it is now.
   *
   * @return whether it came or went
   */
  boolean see(Machine machine, Instant now) {
    return machine.present() ? comes(machine.id(), now) : goes(machine.id(), now);
  }

  private boolean comes(String id, Instant now) {
    if (!present.contains(id)) {
      Away afresh = new Away(now, now.plus(patience));
      vanishedTogether().forEach(machine -> away.put(machine, afresh));
      away.remove(id);
    }
    return present.add(id);
  }

  private boolean goes(String id, Instant now) {
    present.remove(id);
    Instant due = now.plus(verdictAfter);
    Away gone = new Away(now, due.isBefore(patientUntil) ? patientUntil : due);
    return away.putIfAbsent(id, gone) == null;
  }

  /** A machine is no member any more. */
  void forget(String machineId) {
    present.remove(machineId);
    away.remove(machineId);
  }

  /** How things stand at a moment. */
  Verdict at(Instant now) {
    Set<String> vanished = vanishedTogether();
    Set<String> lost = new TreeSet<>();
    Set<String> spared = Set.of();
    Optional<Instant> next = Optional.empty();
    for (Map.Entry<String, Away> one : away.entrySet()) {
      Instant due = one.getValue().due();
      if (due.isAfter(now)) {
        next = next.filter(earlier -> earlier.isBefore(due)).or(() -> Optional.of(due));
      } else if (vanished.contains(one.getKey())) {
        spared = vanished;
      } else {
        lost.add(one.getKey());
      }
    }
    return new Verdict(lost, spared, next);
  }

  /** The machines that are away, each with so many others that they are more than half. */
  private Set<String> vanishedTogether() {
    if (away.size() <= present.size()) {
      return Set.of();
    }
    TreeMap<Instant, Long> counts =
        away.values().stream().collect(groupingBy(Away::since, TreeMap::new, counting()));
    return away.entrySet().stream()
        .filter(one -> within(patience, one.getValue().since(), counts) > present.size())
        .map(Map.Entry::getKey)
        .collect(toCollection(TreeSet::new));
  }

  private static long within(Duration reach, Instant moment, NavigableMap<Instant, Long> counts) {
    return counts.subMap(moment.minus(reach), true, moment.plus(reach), true).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }
}
