package io.fleetk.plan;

import static java.util.stream.Collectors.toSet;

import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UsedCertificate;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * That a secret with a certificate in it, which units use, ends soon or has ended.
 *
 * @param secret the secret's name
 * @param ends when the first certificate ends in what units have of it
 * @param units the units that have it
 */
public record EndingCertificate(String secret, Instant ends, List<String> units) {
  /** Copies the list. */
  public EndingCertificate {
    Objects.requireNonNull(secret);
    Objects.requireNonNull(ends);
    units = List.copyOf(units);
  }

  /**
   * Those that end by some moment, by the names of their secrets; of several versions that units
   * have the one that ends first counts.
   *
   * @param certificates what units have
   * @param view the units that matter
   */
  public static List<EndingCertificate> by(
      Instant moment, Collection<UsedCertificate> certificates, FleetView view) {
    Set<String> names = view.units().keySet().stream().map(UnitName::text).collect(toSet());
    Map<String, EndingCertificate> ending = new TreeMap<>();
    for (UsedCertificate used : certificates) {
      List<String> units = used.units().stream().filter(names::contains).toList();
      if (!units.isEmpty() && !used.ends().isAfter(moment)) {
        ending.merge(
            used.secret(),
            new EndingCertificate(used.secret(), used.ends(), units),
            EndingCertificate::and);
      }
    }
    return List.copyOf(ending.values());
  }

  private EndingCertificate and(EndingCertificate other) {
    return new EndingCertificate(
        secret,
        ends.isBefore(other.ends) ? ends : other.ends,
        Stream.concat(units.stream(), other.units.stream()).sorted().distinct().toList());
  }
}
