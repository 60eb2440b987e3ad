package io.fleetk.balance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The connections there are, and how many each backend has. */
final class Relays {
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private final Set<Relay> relays = ConcurrentHashMap.newKeySet();

  /** How many connections a host has or is about to get. */
  int count(String host) {
    return counts.getOrDefault(host, 0);
  }

  /** How many connections there are in all. */
  int size() {
    return relays.size();
  }

  /** A connection to a host is about to be made, and counts until {@link #unreserve}. */
  void reserve(String host) {
    counts.merge(host, 1, Integer::sum);
  }

  /** It was not made, or has ended. */
  void unreserve(String host) {
    counts.computeIfPresent(host, (_, count) -> count == 1 ? null : count - 1);
  }

  void add(Relay relay) {
    relays.add(relay);
  }

  void remove(Relay relay) {
    relays.remove(relay);
  }

  /**
   * Closes a host's connections.
   *
   * @return how many
   */
  int close(String host) {
    return close(relay -> relay.host().equals(host));
  }

  /** Closes those on which nothing has moved for some time. */
  void closeIdle(Duration idle) {
    long now = System.nanoTime();
    close(relay -> now - relay.movedNanos() >= idle.toNanos());
  }

  /** Closes all. */
  void closeAll() {
    close(_ -> true);
  }

  private int close(Predicate<Relay> which) {
    List<Relay> chosen = relays.stream().filter(which).toList();
    chosen.forEach(Relay::close);
    relays.removeAll(chosen);
    return chosen.size();
  }
}
