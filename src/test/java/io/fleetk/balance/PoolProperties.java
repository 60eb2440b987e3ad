package io.fleetk.balance;

import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.balance.Backend.Rank;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of a pool, whatever was said and found before. */
class PoolProperties {
  private static final List<String> HOSTS = List.of("a", "b", "c", "d");

  @Provide
  Arbitrary<Pool> pools() {
    return steps().list().ofMaxSize(30).map(PoolProperties::walked);
  }

  private static Pool walked(List<UnaryOperator<Pool>> steps) {
    Pool pool = Pool.of(HOSTS.subList(0, 2));
    for (UnaryOperator<Pool> step : steps) {
      pool = step.apply(pool);
    }
    return pool;
  }

  private static Arbitrary<UnaryOperator<Pool>> steps() {
    Arbitrary<String> hosts = Arbitraries.of(HOSTS);
    Arbitrary<Finding> findings =
        Arbitraries.of(Finding.Kind.values()).map(kind -> new Finding(kind, "found"));
    Arbitrary<Word> words =
        Arbitraries.of(Word.Kind.READY, Word.Kind.UNREADY, Word.Kind.LEAVING, Word.Kind.AWAY)
            .map(kind -> new Word(kind, "said"));
    Arbitrary<Map<String, Word>> told = Arbitraries.maps(hosts, words).map(TreeMap::new);
    return Arbitraries.oneOf(
        told.map(said -> pool -> pool.told(said)),
        Combinators.combine(hosts, findings).as((host, found) -> pool -> pool.found(host, found)),
        Combinators.combine(hosts, findings).as((host, found) -> pool -> pool.failed(host, found)),
        Arbitraries.just(Pool::unheard));
  }

  @Property
  void everyBackendThatIsNotGoneIsTriedOnceAndTheBetterFirst(
      @ForAll("pools") Pool pool, @ForAll Random random) {
    List<String> order = pool.order(String::length, random);

    assertThat(order).containsExactlyInAnyOrderElementsOf(pool.hosts());
    assertThat(order.stream().map(host -> pool.backend(host).orElseThrow().rank()).toList())
        .isSorted();
  }

  @Property
  void ofOneRankTheFewestConnectionsComeFirst(@ForAll("pools") Pool pool, @ForAll Random random) {
    Map<String, Integer> load = Map.of("a", 3, "b", 0, "c", 7, "d", 2);
    List<String> order = pool.order(load::get, random);

    for (Rank rank : Rank.values()) {
      assertThat(
              order.stream()
                  .filter(host -> pool.backend(host).orElseThrow().rank() == rank)
                  .toList())
          .isSortedAccordingTo(comparingInt(load::get));
    }
  }

  @Property
  void nothingIsCutUnlessThereIsASoundBackendToGoTo(@ForAll("pools") Pool pool) {
    if (!pool.lost().isEmpty()) {
      assertThat(pool.backends().values()).anyMatch(Backend::isCertain);
    }
    assertThat(pool.lost())
        .allSatisfy(
            host -> {
              Finding.Kind found = pool.backend(host).orElseThrow().finding().kind();
              assertThat(found).isIn(Finding.Kind.REFUSED, Finding.Kind.UNREACHABLE);
            });
  }

  @Property
  void aSoundBackendThatTheFleetCallsReadyIsAlwaysAFirstChoice(@ForAll("pools") Pool pool) {
    Pool ready =
        pool.told(Map.of("a", new Word(Word.Kind.READY, "ready")))
            .found("a", new Finding(Finding.Kind.SOUND, "HTTP 200"));

    assertThat(ready.order(_ -> 0, new Random(1))).containsExactly("a");
    assertThat(ready.backend("a").orElseThrow().rank()).isEqualTo(Rank.GOOD);
  }
}
