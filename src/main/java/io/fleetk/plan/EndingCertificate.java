package io.fleetk.plan;

import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Secret;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * That a secret with a certificate in it, which units use, ends soon or has ended.
 *
 * @param secret the secret's name
 * @param ends when the first certificate in it ends
 * @param units the units that name it
 */
public record EndingCertificate(String secret, Instant ends, List<String> units) {
  /** Copies the list. */
  public EndingCertificate {
    Objects.requireNonNull(secret);
    Objects.requireNonNull(ends);
    units = List.copyOf(units);
  }

  /**
   * Those that end by some moment, by the names of their secrets.
   *
   * @param secrets the fleet's secrets
   * @param view the units that matter
   */
  public static List<EndingCertificate> by(
      Instant moment, Collection<Secret> secrets, FleetView view) {
    SecretUsers users = SecretUsers.in(view);
    return secrets.stream()
        .filter(secret -> secret.certificateEnds().filter(end -> !end.isAfter(moment)).isPresent())
        .map(
            secret ->
                new EndingCertificate(
                    secret.name(), secret.certificateEnds().orElseThrow(), users.of(secret.name())))
        .filter(ending -> !ending.units().isEmpty())
        .toList();
  }
}
