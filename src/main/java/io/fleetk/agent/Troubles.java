package io.fleetk.agent;

import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which units something failed for, why, and until when they are left alone. One thread's. */
final class Troubles {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private record Trouble(String reason, Duration rest, Instant until) {}

  private final Map<UnitName, Trouble> troubles = new HashMap<>();

  /** Notes a failure and answers how long to leave the unit alone: 1 s, doubled up to 30 s. */
  Duration failed(UnitName unit, String reason, Instant now) {
    Trouble before = troubles.get(unit);
    Duration rest = longer(before == null ? Duration.ZERO : before.rest());
    troubles.put(unit, new Trouble(reason, rest, now.plus(rest)));
    return rest;
  }

  /** How long to rest after a failure that follows this rest; zero is none. */
  static Duration longer(Duration rest) {
    Duration doubled = rest.isZero() ? FIRST : rest.multipliedBy(2);
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }

  /** The failure is over, or what failed is no longer asked for. */
  void over(UnitName unit) {
    troubles.remove(unit);
  }

  /** The units to leave alone for now. */
  Set<UnitName> resting(Instant now) {
    Set<UnitName> resting = new TreeSet<>();
    troubles.forEach(
        (unit, trouble) -> {
          if (trouble.until().isAfter(now)) {
            resting.add(unit);
          }
        });
    return resting;
  }

  /** What failed last; empty when nothing did. */
  Optional<String> reason(UnitName unit) {
    return Optional.ofNullable(troubles.get(unit)).map(Trouble::reason);
  }
}
