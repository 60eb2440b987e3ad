package io.fleetk.cli;

import io.fleetk.client.SshPreferences;
import io.fleetk.unit.TimeSpan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What ssh does otherwise than the user's {@code ssh_config} says, in fleetctl's words. */
final class SshOptions {
  @Option(
      names = "--strict-host-key-checking",
      arity = "0..1",
      paramLabel = "true|false",
      fallbackValue = "true",
      scope = ScopeType.INHERIT,
      description =
          "whether ssh goes only to hosts whose keys it knows or is told to take"
              + " ($$FLEETK_STRICT_HOST_KEY_CHECKING)")
  private Boolean strictHostKeyChecking;

  @Option(
      names = "--known-hosts-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "where ssh keeps the keys of hosts ($$FLEETK_KNOWN_HOSTS_FILE)")
  private Path knownHostsFile;

  @Option(
      names = "--ssh-timeout",
      paramLabel = "TIME",
      scope = ScopeType.INHERIT,
      description = "how long ssh tries to connect, such as 10 or 1min ($$FLEETK_SSH_TIMEOUT)")
  private Duration sshTimeout;

  /**
   * Preferences by options and environment: {@code FLEETK_…}, else fleetctl's own {@code
   * FLEETCTL_…}.
   *
   * @throws CommandFailure when a variable cannot be read
   */
  SshPreferences preferences(Map<String, String> environment) {
    return new SshPreferences(
        Optional.ofNullable(strictHostKeyChecking)
            .or(() -> given(environment, "STRICT_HOST_KEY_CHECKING", SshOptions::truth)),
        Optional.ofNullable(knownHostsFile)
            .or(() -> given(environment, "KNOWN_HOSTS_FILE", Path::of)),
        Optional.ofNullable(sshTimeout)
            .or(() -> given(environment, "SSH_TIMEOUT", TimeSpan::parse)));
  }

  private static <T> Optional<T> given(
      Map<String, String> environment, String name, Function<String, T> read) {
    for (String variable : new String[] {"FLEETK_" + name, "FLEETCTL_" + name}) {
      String text = environment.getOrDefault(variable, "");
      if (!text.isBlank()) {
        try {
          return Optional.of(read.apply(text.strip()));
        } catch (IllegalArgumentException e) {
          throw CommandFailure.badInput("%s: %s".formatted(variable, e.getMessage()));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "t", "1" -> true;
      case "false", "f", "0" -> false;
      default -> throw new IllegalArgumentException("'%s' is not true or false".formatted(text));
    };
  }
}
