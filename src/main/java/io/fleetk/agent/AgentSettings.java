package io.fleetk.agent;

import static java.util.Objects.requireNonNull;

import io.fleetk.registry.AgentRegistry;
import java.time.Duration;

/**
 * How an agent keeps time.
 *
 * @param ttl how long the machine's presence lasts when the agent falls silent ({@code agent_ttl});
 *     whole seconds, at least one; renewed at every {@link AgentRegistry#renewalInterval}
 * @param coalesce how long a change of a unit waits for others, to be looked at and published
 *     together
 * @param stopDeadline how long a unit that should go may take to end before that is reported
 */
public record AgentSettings(Duration ttl, Duration coalesce, Duration stopDeadline) {
  /** 30 s of presence, changes published within 50 ms, two minutes to end. */
  public static final AgentSettings DEFAULT =
      new AgentSettings(Duration.ofSeconds(30), Duration.ofMillis(50), Duration.ofMinutes(2));

  /**
   * Settings.
   *
   * @throws IllegalArgumentException when the presence is shorter than a second
   */
  public AgentSettings {
    requireNonNull(coalesce);
    requireNonNull(stopDeadline);
    if (ttl.toSeconds() < 1) {
      throw new IllegalArgumentException("agent_ttl must be at least 1 s: " + ttl);
    }
  }

  /** These settings with another time of presence. */
  public AgentSettings withTtl(Duration other) {
    return new AgentSettings(other, coalesce, stopDeadline);
  }
}
