package io.fleetk.plan;

import java.util.Set;

/**
 * How to plan.
 *
 * @param prune whether what the stack owns and no longer holds is destroyed
 * @param only the components to change; empty for all
 * @param plainV1 whether the fleet has no extensions, so that every change of content restarts
 * @param allAtOnce whether a plain v1 fleet may change a unit on all its machines at once
 */
public record PlanOptions(boolean prune, Set<String> only, boolean plainV1, boolean allAtOnce) {
  /** Prune, everything, on a fleet with extensions. */
  public static final PlanOptions DEFAULT = new PlanOptions(true, Set.of(), false, false);

  /** Copies the set. */
  public PlanOptions {
    only = Set.copyOf(only);
  }
}
