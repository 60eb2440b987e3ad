package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.Secret;
import java.util.List;
import java.util.Optional;

/** The secrets of a fleet, or why it has none. */
final class Secrets {
  private Secrets() {}

  static List<Secret> list(Fleet fleet) {
    return of(fleet).list();
  }

  /** A fleet's secrets; empty when it keeps none. */
  static Optional<List<Secret>> listIfAny(Fleet fleet) {
    return fleet.extensions().flatMap(FleetExtensions::secrets).map(FleetSecrets::list);
  }

  /**
   * A fleet's secrets.
   *
   * @throws CommandFailure when it keeps none
   */
  static FleetSecrets of(Fleet fleet) {
    return fleet
        .extensions()
        .flatMap(FleetExtensions::secrets)
        .orElseThrow(
            () ->
                CommandFailure.failed(
                    "this fleet keeps no secrets, since it offers only the fleet v1 API; put the"
                        + " files on the machines yourself"));
  }
}
