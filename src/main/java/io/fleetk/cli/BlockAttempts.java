package io.fleetk.cli;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How long to wait, in fleetctl's words. */
final class BlockAttempts {
  /** fleetctl looks for so long before it counts an attempt. */
  private static final Duration ATTEMPT = Duration.ofSeconds(2);

  private static final Duration WITHOUT_END = Duration.ofDays(36_500);

  @Option(
      names = "--block-attempts",
      paramLabel = "N",
      description = "as fleetctl: wait N times 2 s instead; 0 or less waits without end")
  private Integer attempts;

  /** Whether it was said. */
  boolean given() {
    return attempts != null;
  }

  /**
   * How long to wait.
   *
   * @param waitTimeout what was said otherwise
   * @throws CommandFailure when both were said
   */
  Duration orElse(Optional<Duration> waitTimeout, Duration usual) {
    if (attempts == null) {
      return waitTimeout.orElse(usual);
    }
    if (waitTimeout.isPresent()) {
      throw CommandFailure.badInput(
          "--wait-timeout and --block-attempts both say how long to wait: give one of them");
    }
    return attempts > 0 ? ATTEMPT.multipliedBy(attempts) : WITHOUT_END;
  }
}
