package io.fleetk.unit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When a unit counts as ready beyond systemd's own word: every check holds ({@code Ready…=} of
 * {@code [X-Fleetk]}).
 *
 * @param checks all must hold; empty means that systemd's word is enough
 * @param interval between two rounds of probing a unit that is ready ({@code ReadyIntervalSec=})
 * @param probeTimeout for one probe ({@code ReadyProbeTimeoutSec=})
 * @param threshold rounds in a row that must succeed ({@code ReadyThreshold=})
 * @param caFile a file on the machine with the certificates that HTTPS is verified by ({@code
 *     ReadyCA=}); without one it is not verified, as a kubelet's probe is not
 */
public record Readiness(
    List<ReadyCheck> checks,
    Duration interval,
    Duration probeTimeout,
    int threshold,
    Optional<String> caFile) {
  /** Others wait for a unit that is not ready yet, so it is asked as often as this. */
  private static final Duration EAGER = Duration.ofSeconds(2);

  /** Readiness by these checks. */
  public Readiness {
    checks = List.copyOf(checks);
  }

  /**
   * How long to wait before the next round of probing.
   *
   * @param ready whether the unit is ready by the last one
   */
  public Duration pause(boolean ready) {
    return ready || interval.compareTo(EAGER) < 0 ? interval : EAGER;
  }
}
