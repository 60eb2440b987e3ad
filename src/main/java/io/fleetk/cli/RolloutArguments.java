package io.fleetk.cli;

import io.fleetk.rollout.RolloutOptions;
import io.fleetk.unit.MaxUnavailable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How patiently a plan is carried out. */
final class RolloutArguments {
  @Option(
      names = "--wait-timeout",
      paramLabel = "TIME",
      description =
          "how long the whole may take until all is ready, such as 90s or 5min (default: 10min)")
  private Duration waitTimeout = Duration.ofMinutes(10);

  @Option(
      names = "--lock-timeout",
      paramLabel = "TIME",
      description = "how long to wait while somebody else changes the stack (default: 1min)")
  private Duration lockTimeout = Duration.ofMinutes(1);

  /** The options of a rollout that somebody at this machine asked for. */
  RolloutOptions options(Optional<MaxUnavailable> maxUnavailable) {
    return new RolloutOptions(
        "%s@%s (pid %d)"
            .formatted(System.getProperty("user.name"), host(), ProcessHandle.current().pid()),
        lockTimeout,
        waitTimeout,
        RolloutOptions.UNREACHABLE_TIMEOUT,
        maxUnavailable);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // a machine that cannot resolve its own name
    }
  }
}
