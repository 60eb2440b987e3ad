package io.fleetk.plan;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;

/**
 * What somebody wants restarted.
 *
 * @param components the components; empty for every component that a stack owns
 * @param machine the one machine to do it on, by name, address, ID or its first digits; empty for
 *     all
 * @param plainV1 whether the fleet has no extensions
 * @param allAtOnce whether a plain v1 fleet may restart a global unit on all its machines at once
 */
public record RestartRequest(
    Set<String> components, Optional<String> machine, boolean plainV1, boolean allAtOnce) {
  /** Copies the set. */
  public RestartRequest {
    components = Set.copyOf(components);
    requireNonNull(machine);
  }
}
