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
  private static final Duration USUAL_PATIENCE = Duration.ofMinutes(10);
  private static final Duration USUAL_LOCK_PATIENCE = Duration.ofMinutes(1);

  @Option(
      names = "--wait-timeout",
      paramLabel = "TIME",
      description =
          "how long the whole may take until all is ready, such as 90s or 5min (default: 10min)")
  private Duration waitTimeout;

  @Option(
      names = "--lock-timeout",
      paramLabel = "TIME",
      description = "how long to wait while somebody else changes the stack (default: 1min)")
  private Duration lockTimeout;

  /** How long to wait, unless that is said in fleetctl's words. */
  Duration patience(BlockAttempts attempts) {
    return attempts.orElse(Optional.ofNullable(waitTimeout), USUAL_PATIENCE);
  }

  /** Whether it was said how long to wait for a lock. */
  boolean limitsLock() {
    return lockTimeout != null;
  }

  /** Whether any limit to the time was said. */
  boolean limitsTime() {
    return waitTimeout != null || limitsLock();
  }

  /** The options of a rollout that somebody at this machine asked for. */
  RolloutOptions options(Optional<MaxUnavailable> maxUnavailable) {
    return options(maxUnavailable, new BlockAttempts());
  }

  /** The same, where it may have been said in fleetctl's words how long to wait. */
  RolloutOptions options(Optional<MaxUnavailable> maxUnavailable, BlockAttempts attempts) {
    return new RolloutOptions(
        "%s@%s (pid %d)"
            .formatted(System.getProperty("user.name"), host(), ProcessHandle.current().pid()),
        lockTimeout == null ? USUAL_LOCK_PATIENCE : lockTimeout,
        patience(attempts),
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
