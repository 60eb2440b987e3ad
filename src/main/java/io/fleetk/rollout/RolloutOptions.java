package io.fleetk.rollout;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.MaxUnavailable;
import java.time.Duration;
import java.util.Optional;

/**
 * How to carry a plan out.
 *
 * @param holder who asks, for those who find the lock taken: such as {@code ann@host (pid 42)}
 * @param lockTimeout how long to wait for the stacks' locks
 * @param waitTimeout how long the whole rollout may take, from the moment it has the locks
 * @param unreachableTimeout how long a fleet that does not answer is asked again
 * @param maxUnavailable overrides every unit's {@code MaxUnavailable=}
 */
public record RolloutOptions(
    String holder,
    Duration lockTimeout,
    Duration waitTimeout,
    Duration unreachableTimeout,
    Optional<MaxUnavailable> maxUnavailable) {
  /** Half a minute for a fleet to come back. */
  public static final Duration UNREACHABLE_TIMEOUT = Duration.ofSeconds(30);

  /** Options. */
  public RolloutOptions {
    requireNonNull(holder);
    requireNonNull(lockTimeout);
    requireNonNull(waitTimeout);
    requireNonNull(unreachableTimeout);
    requireNonNull(maxUnavailable);
  }

  /** Options with the usual patience for a fleet that does not answer, and the units' own pace. */
  public static RolloutOptions of(String holder, Duration lockTimeout, Duration waitTimeout) {
    return new RolloutOptions(
        holder, lockTimeout, waitTimeout, UNREACHABLE_TIMEOUT, Optional.empty());
  }
}
