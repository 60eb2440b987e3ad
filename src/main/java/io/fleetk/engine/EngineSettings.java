package io.fleetk.engine;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How an engine goes about its work.
 *
 * @param name who it is in the election: its machine's ID
 * @param leaderTtl how long its lead outlives it, whole seconds; it is renewed at a third of that
 * @param agentTtl the time of the agents' presence leases
 * @param agentGrace how long a machine may still come back before it is lost, after its lease has
 *     ended and those of all that were cut off with it have had the time to end
 */
public record EngineSettings(
    String name, Duration leaderTtl, Duration agentTtl, Duration agentGrace) {
  /** The lead outlives its engine by five seconds. */
  public static final Duration LEADER_TTL = Duration.ofSeconds(5);

  /** A machine's presence outlives its daemon by thirty seconds ({@code agent_ttl}). */
  public static final Duration AGENT_TTL = Duration.ofSeconds(30);

  /** A machine has two more seconds after its lease ({@code agent_grace}). */
  public static final Duration AGENT_GRACE = Duration.ofSeconds(2);

  /**
   * Settings.
   *
   * @throws IllegalArgumentException when the lead is shorter than a second, or a time is negative
   */
  public EngineSettings {
    requireNonNull(name);
    if (leaderTtl.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("the leader's lease is at least a second: " + leaderTtl);
    }
    if (agentTtl.isNegative() || agentGrace.isNegative()) {
      throw new IllegalArgumentException(
          "no negative times: agent_ttl %s, agent_grace %s".formatted(agentTtl, agentGrace));
    }
  }

  /** The usual times. */
  public static EngineSettings of(String name) {
    return new EngineSettings(name, LEADER_TTL, AGENT_TTL, AGENT_GRACE);
  }
}
