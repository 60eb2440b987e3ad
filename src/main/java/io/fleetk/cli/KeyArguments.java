package io.fleetk.cli;

import io.fleetk.pki.KeyType;
import io.fleetk.pki.Lifetimes;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What kind of keys, and certificates for how long. */
final class KeyArguments {
  @Option(
      names = "--key-type",
      paramLabel = "TYPE",
      description = "ecdsa (P-256, default) or rsa (3072 bits)")
  private KeyType type;

  @Option(
      names = "--lifetime",
      paramLabel = "TIME",
      description = "how long certificates are valid (default: 365d)")
  private Duration leaves;

  /** Whether a kind of keys is given. */
  boolean isTypeGiven() {
    return type != null;
  }

  /** Whether any is given. */
  boolean isGiven() {
    return isTypeGiven() || leaves != null;
  }

  KeyType type() {
    return Optional.ofNullable(type).orElse(KeyType.ECDSA);
  }

  /** Lifetimes with that of authorities. */
  Lifetimes lifetimes(Duration authorities) {
    try {
      return new Lifetimes(
          authorities, Optional.ofNullable(leaves).orElse(Lifetimes.DEFAULT.leaves()));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(e.getMessage());
    }
  }
}
