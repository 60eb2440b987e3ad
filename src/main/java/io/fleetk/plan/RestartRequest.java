package io.fleetk.plan;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.UnitName;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody wants restarted.
 *
 * @param components the components
 * @param units single units, those that are loaded included: they are started. No components and no
 *     units stand for every component that a stack owns
 * @param machine the one machine to do it on, by name, address, ID or its first digits; empty for
 *     all
 * @param plainV1 whether the fleet has no extensions
 * @param allAtOnce whether a plain v1 fleet may restart a global unit on all its machines at once
 */
public record RestartRequest(
    Set<String> components,
    Set<UnitName> units,
    Optional<String> machine,
    boolean plainV1,
    boolean allAtOnce) {
  /** Copies the sets. */
  public RestartRequest {
    components = Set.copyOf(components);
    units = Set.copyOf(units);
    requireNonNull(machine);
  }

  /** The same of components only. */
  public RestartRequest(
      Set<String> components, Optional<String> machine, boolean plainV1, boolean allAtOnce) {
    this(components, Set.of(), machine, plainV1, allAtOnce);
  }
}
