package io.fleetk.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.Machine;
import io.fleetk.registry.AgentRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Machines that are cut off at one moment, whenever they had renewed their leases and as late as
 * the grace allows, and judged as often as can be.
 */
class AbsenceProperties {
  private static final Duration STEP = Duration.ofMillis(100);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant FIRST_END = START.plus(Duration.ofHours(1));

  /**
   * A cut.
   *
   * @param ttl the time of the leases
   * @param machines how many there are
   * @param ends when the leases of the first of them end, after {@link #FIRST_END}
   */
  record Cut(Duration ttl, int machines, List<Duration> ends) {}

  @Property(tries = 200)
  void losesNobodyWhenMoreThanHalfAreCutOff(@ForAll("ofMoreThanHalf") Cut cut) {
    assertThat(everLost(cut)).isEmpty();
  }

  @Property(tries = 200)
  void losesEveryoneWhenAtMostHalfAreCutOff(@ForAll("ofAtMostHalf") Cut cut) {
    assertThat(everLost(cut)).hasSize(cut.ends().size());
  }

  private static Set<String> everLost(Cut cut) {
    Absence absence = new Absence(cut.ttl(), EngineSettings.AGENT_GRACE);
    List<Machine> machines = new ArrayList<>();
    for (int i = 0; i < cut.machines(); i++) {
      machines.add(machine(i, true));
    }
    absence.begin(machines, START);
    Set<String> lost = new TreeSet<>();
    Instant end = FIRST_END.plus(cut.ttl().multipliedBy(2));
    for (Instant now = FIRST_END; now.isBefore(end); now = now.plus(STEP)) {
      for (int i = 0; i < cut.ends().size(); i++) {
        if (!FIRST_END.plus(cut.ends().get(i)).isAfter(now)) {
          absence.see(machine(i, false), now);
        }
      }
      lost.addAll(absence.at(now).lost());
    }
    return lost;
  }

  private static Machine machine(int number, boolean present) {
    String id = "m" + number;
    return new Machine(id, "10.0.0.1", Map.of(), present, false, "1", Optional.empty());
  }

  @Provide
  Arbitrary<Cut> ofMoreThanHalf() {
    return Arbitraries.integers()
        .between(1, 9)
        .flatMap(machines -> cuts(machines, machines / 2 + 1, machines));
  }

  @Provide
  Arbitrary<Cut> ofAtMostHalf() {
    return Arbitraries.integers()
        .between(2, 9)
        .flatMap(machines -> cuts(machines, 1, machines / 2));
  }

  private static Arbitrary<Cut> cuts(int machines, int atLeast, int atMost) {
    return Arbitraries.of(5, 10, 30, 120)
        .map(Duration::ofSeconds)
        .flatMap(
            ttl ->
                Arbitraries.longs()
                    .between(0, spread(ttl).toMillis())
                    .map(Duration::ofMillis)
                    .list()
                    .ofMinSize(atLeast)
                    .ofMaxSize(atMost)
                    .map(ends -> new Cut(ttl, machines, ends)));
  }

  private static Duration spread(Duration ttl) {
    return AgentRegistry.renewalInterval(ttl).plus(EngineSettings.AGENT_GRACE).minus(STEP);
  }
}
