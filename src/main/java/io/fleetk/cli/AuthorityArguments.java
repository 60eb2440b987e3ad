package io.fleetk.cli;

import io.fleetk.pki.Lifetimes;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Authorities for how long. */
final class AuthorityArguments {
  @Option(
      names = "--ca-lifetime",
      paramLabel = "TIME",
      description = "how long authorities are valid (default: 3650d)")
  private Duration lifetime = Lifetimes.DEFAULT.authorities();

  Duration lifetime() {
    return lifetime;
  }
}
