package io.fleetk.balance;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.toCollection;

import io.fleetk.balance.Backend.Rank;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * All backends, and what is known of each: a value, of which every decision is a function.
 *
 * @param backends by host
 */
record Pool(NavigableMap<String, Backend> backends) {
  Pool {
    backends = Collections.unmodifiableNavigableMap(new TreeMap<>(backends));
  }

  /** Backends that are known by name only. */
  static Pool of(Collection<String> hosts) {
    var backends = new TreeMap<String, Backend>();
    hosts.forEach(host -> backends.put(host, Backend.fresh(host, Word.UNHEARD)));
    return new Pool(backends);
  }

  Optional<Backend> backend(String host) {
    return Optional.ofNullable(backends.get(host));
  }

  /**
   * After the fleet has named its backends. Those that it does not name are gone. A fleet that
   * names none at all may just be coming up: what was known stays, to be tried.
   */
  Pool told(Map<String, Word> words) {
    if (words.isEmpty()) {
      return unheard();
    }
    var next = new TreeMap<String, Backend>();
    backends.forEach((host, backend) -> next.put(host, backend.with(Word.GONE)));
    words.forEach(
        (host, word) ->
            next.merge(host, Backend.fresh(host, word), (known, _) -> known.with(word)));
    return new Pool(next);
  }

  /** After the fleet was lost: what it said may no longer be so. */
  Pool unheard() {
    return each(
        backend -> backend.word().kind() == Word.Kind.GONE ? backend : backend.with(Word.UNHEARD));
  }

  /** After a try of a backend; of one that is not known it changes nothing. */
  Pool found(String host, Finding finding) {
    return each(backend -> backend.host().equals(host) ? backend.with(finding) : backend);
  }

  /** After a client's connection to a backend failed. */
  Pool failed(String host, Finding finding) {
    return each(backend -> backend.host().equals(host) ? backend.failed(finding) : backend);
  }

  /** Without a backend. */
  Pool without(String host) {
    var next = new TreeMap<>(backends);
    next.remove(host);
    return new Pool(next);
  }

  private Pool each(UnaryOperator<Backend> change) {
    var next = new TreeMap<>(backends);
    next.replaceAll((_, backend) -> change.apply(backend));
    return new Pool(next);
  }

  /**
   * The hosts to try for a new connection, one after another: the better rank first, of one rank
   * the one with the fewest connections, of equals any.
   *
   * @param connections how many a host has
   * @param random decides between equals, so that the machines of a fleet do not all choose alike
   */
  List<String> order(ToIntFunction<String> connections, RandomGenerator random) {
    List<Backend> candidates =
        backends.values().stream()
            .filter(backend -> backend.rank() != Rank.NONE)
            .collect(toCollection(ArrayList::new));
    Collections.shuffle(candidates, random);
    candidates.sort(
        comparing(Backend::rank)
            .thenComparing(comparingInt(backend -> connections.applyAsInt(backend.host()))));
    return candidates.stream().map(Backend::host).toList();
  }

  /**
   * The hosts whose connections are to be closed, so that clients connect anew. As long as there is
   * no sound backend to go to, nothing is closed: it may be this machine that is cut off.
   */
  Set<String> lost() {
    if (backends.values().stream().noneMatch(Backend::isCertain)) {
      return Set.of();
    }
    return backends.values().stream()
        .filter(Backend::isLost)
        .map(Backend::host)
        .collect(toCollection(TreeSet::new));
  }

  /** The hosts that are not gone. */
  List<String> hosts() {
    return backends.values().stream()
        .filter(backend -> backend.rank() != Rank.NONE)
        .map(Backend::host)
        .toList();
  }

  /** How many are a first choice, such as {@code 2 of 3 backends take connections}. */
  String summary() {
    long good = backends.values().stream().filter(b -> b.rank() == Rank.GOOD).count();
    return "%d of %d backends take connections".formatted(good, hosts().size());
  }
}
