package io.fleetk.fleet;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What a fleet says of a secret: everything but its text.
 *
 * @param name its name, such as {@code kubernetes/apiserver.key}
 * @param version its newest version, counted from 1
 * @param size how long that is, in bytes
 * @param putAt when that was put
 * @param certificateEnds when the first of the certificates in it ends; empty when there is none
 */
public record Secret(
    String name, long version, long size, Instant putAt, Optional<Instant> certificateEnds) {
  /** Nothing is null. */
  public Secret {
    requireNonNull(name);
    requireNonNull(putAt);
    requireNonNull(certificateEnds);
  }
}
