package io.fleetk.pki;

import java.time.Duration;

/**
 * How long certificates are valid from now on.
 *
 * @param authorities those of authorities
 * @param leaves all others; none outlives the authority that issued it
 */
public record Lifetimes(Duration authorities, Duration leaves) {
  /** Ten years and one. */
  public static final Lifetimes DEFAULT =
      new Lifetimes(Duration.ofDays(3650), Duration.ofDays(365));

  /**
   * Lifetimes.
   *
   * @throws IllegalArgumentException when one is no longer than certificates are dated back
   */
  public Lifetimes {
    if (authorities.compareTo(Duration.ofHours(1)) < 0
        || leaves.compareTo(Duration.ofHours(1)) < 0) {
      throw new IllegalArgumentException("a certificate is valid for an hour at least");
    }
  }
}
