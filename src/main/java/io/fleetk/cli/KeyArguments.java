package io.fleetk.cli;

import io.fleetk.pki.KeyType;
import io.fleetk.pki.Lifetimes;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What kind of keys, and certificates for how long. */
final class KeyArguments {
  @Option(
      names = "--key-type",
      paramLabel = "TYPE",
      defaultValue = "ecdsa",
      description = "ecdsa (P-256, default) or rsa (3072 bits)")
  private KeyType type;

  @Option(
      names = "--lifetime",
      paramLabel = "TIME",
      description = "how long certificates are valid (default: 365d)")
  private Duration leaves = Lifetimes.DEFAULT.leaves();

  @Option(
      names = "--ca-lifetime",
      paramLabel = "TIME",
      description = "how long authorities are valid (default: 3650d)")
  private Duration authorities = Lifetimes.DEFAULT.authorities();

  KeyType type() {
    return type;
  }

  Lifetimes lifetimes() {
    try {
      return new Lifetimes(authorities, leaves);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(e.getMessage());
    }
  }
}
