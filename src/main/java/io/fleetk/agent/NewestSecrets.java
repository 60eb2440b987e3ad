package io.fleetk.agent;

import io.fleetk.registry.ScheduledUnit;
import io.fleetk.unit.CarriedSecret;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Which version of a secret lies at a path that several units of a machine share: the newest that
 * any of them names. So whoever has the newer content finds what it needs, in whatever order they
 * are brought, and all of them know of the same version.
 */
final class NewestSecrets {
  /** A secret at a path. */
  private record Place(String path, String secret) {}

  private final Map<Place, CarriedSecret> newest = new HashMap<>();

  private NewestSecrets() {}

  /** The secrets of units that a machine should have. */
  static NewestSecrets of(Collection<ScheduledUnit> units) {
    NewestSecrets found = new NewestSecrets();
    for (ScheduledUnit unit : units) {
      for (CarriedSecret secret : unit.content().secrets()) {
        found.newest.merge(place(secret), secret, NewestSecrets::newer);
      }
    }
    return found;
  }

  private static CarriedSecret newer(CarriedSecret one, CarriedSecret other) {
    return other.version() > one.version() ? other : one;
  }

  private static Place place(CarriedSecret secret) {
    return new Place(secret.path(), secret.secret());
  }

  /** What is to be written for a secret that a unit names. */
  CarriedSecret of(CarriedSecret named) {
    return newest.getOrDefault(place(named), named);
  }
}
