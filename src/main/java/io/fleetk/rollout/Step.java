package io.fleetk.rollout;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * One thing that a rollout did or saw, for those who read lines.
 *
 * @param elapsed since the rollout began
 * @param component the component that it concerns
 * @param text what was done or seen and why, in one line
 */
public record Step(Duration elapsed, String component, String text) {
  /** A step. */
  public Step {
    requireNonNull(elapsed);
    requireNonNull(component);
    requireNonNull(text);
  }
}
