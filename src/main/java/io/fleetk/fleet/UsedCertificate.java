package io.fleetk.fleet;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * That units have a version of a secret which holds certificates.
 *
 * @param secret the secret's name
 * @param version which version, perhaps not the newest
 * @param ends when the first of the certificates in it ends
 * @param units the units whose content names that version: their newest, or one that a machine has
 *     yet; by name
 */
public record UsedCertificate(String secret, long version, Instant ends, List<String> units) {
  /** Copies the list. */
  public UsedCertificate {
    requireNonNull(secret);
    requireNonNull(ends);
    units = List.copyOf(units);
  }
}
