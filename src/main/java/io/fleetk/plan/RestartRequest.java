package io.fleetk.plan;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.UnitName;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody wants restarted.
 *
 * @param all whether every component that a stack owns is
 * @param components the components
 * @param units single units, those that are loaded included: they are started
 * @param machine the ID of the one machine to do it on; empty for all
 * @param plainV1 whether the fleet has no extensions
 * @param allAtOnce whether a plain v1 fleet may restart a global unit on all its machines at once
 */
public record RestartRequest(
    boolean all,
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
    this(false, components, Set.of(), machine, plainV1, allAtOnce);
  }
}
