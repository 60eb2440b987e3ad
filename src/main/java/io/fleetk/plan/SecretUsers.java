package io.fleetk.plan;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.Policy;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which units of a fleet name which secrets. */
public final class SecretUsers {
  private final Map<String, SortedSet<String>> users = new TreeMap<>();

  private SecretUsers() {}

  /** The users of secrets in a fleet. */
  public static SecretUsers in(FleetView view) {
    SecretUsers found = new SecretUsers();
    for (FleetUnit unit : view.units().values()) {
      Stream.concat(
              unit.content().secrets().stream().map(CarriedSecret::secret),
              unit.policy().secrets().stream().map(Policy.SecretSpec::secret))
          .forEach(
              secret ->
                  found
                      .users
                      .computeIfAbsent(secret, _ -> new TreeSet<>())
                      .add(unit.name().text()));
    }
    return found;
  }

  /** Whether no unit names any. */
  public boolean isEmpty() {
    return users.isEmpty();
  }

  /** The secrets that are named, in order. */
  public List<String> secrets() {
    return List.copyOf(users.keySet());
  }

  /** The units that name a secret, in order. */
  public List<String> of(String secret) {
    return List.copyOf(users.getOrDefault(secret, new TreeSet<>()));
  }
}
