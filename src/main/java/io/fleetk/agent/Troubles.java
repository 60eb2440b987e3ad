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
  private record Trouble(String reason, Rest rest) {}

  private final Map<UnitName, Trouble> troubles = new HashMap<>();

  /** Notes a failure and answers how long to leave the unit alone. */
  Duration failed(UnitName unit, String reason, Instant now) {
    Trouble before = troubles.get(unit);
    Rest rest = (before == null ? Rest.NONE : before.rest()).longer(now);
    troubles.put(unit, new Trouble(reason, rest));
    return rest.length();
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
          if (trouble.rest().lasts(now)) {
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
