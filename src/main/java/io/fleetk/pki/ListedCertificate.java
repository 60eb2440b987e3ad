package io.fleetk.pki;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A certificate of a folder.
 *
 * @param name its place there, without a suffix
 * @param subject whom it names
 * @param alternativeNames host names and addresses that it is valid for
 * @param issuer who issued it
 * @param notBefore when it begins to be valid
 * @param notAfter when it ends
 * @param authority whether its holder may issue others
 */
public record ListedCertificate(
    String name,
    String subject,
    List<String> alternativeNames,
    String issuer,
    Instant notBefore,
    Instant notAfter,
    boolean authority) {
  /** Copies the list. */
  public ListedCertificate {
    alternativeNames = List.copyOf(alternativeNames);
  }

  /** How many whole days it is valid from a moment on; negative once it has ended. */
  public long daysLeft(Instant now) {
    return Math.floorDiv(
        Duration.between(now, notAfter).toSeconds(), Duration.ofDays(1).toSeconds());
  }

  /** Whether it has ended by a moment. */
  public boolean endedBy(Instant moment) {
    return !notAfter.isAfter(moment);
  }
}
