package io.fleetk.fleet;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.Placement;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A unit that a fleet knows, and where the engine has put it.
 *
 * @param name its name
 * @param content its text and files, as last put
 * @param desiredState what it should be brought to
 * @param stack the stack that owns it; empty when none does
 * @param generation its restart generation: the number of restarts asked for so far
 * @param held whether machines that have the unit keep what they have until they are released
 * @param assignments by machine ID: one at most for a unit that is not global
 * @param releases by machine ID: what a machine may take while the unit is held
 * @param pending why it is on no machine although it should be; empty when it is placed, inactive,
 *     or nobody has said
 */
public record FleetUnit(
    UnitName name,
    UnitContent content,
    DesiredState desiredState,
    Optional<String> stack,
    long generation,
    boolean held,
    Map<String, Assignment> assignments,
    Map<String, Release> releases,
    Optional<String> pending) {
  /** Copies the maps, in order of machine ID. */
  public FleetUnit {
    requireNonNull(name);
    requireNonNull(content);
    requireNonNull(desiredState);
    requireNonNull(stack);
    requireNonNull(pending);
    assignments = Collections.unmodifiableMap(new TreeMap<>(assignments));
    releases = Collections.unmodifiableMap(new TreeMap<>(releases));
  }

  /** Where the unit may run. */
  public Placement placement() {
    return Placement.of(name, content.file());
  }

  /** How the unit is rolled out, and what makes it ready. */
  public Policy policy() {
    return Policy.of(name, content.file());
  }

  /** The component that the unit belongs to. */
  public String component() {
    return name.component();
  }

  /** Whether a machine has been given the unit's newest content and restart generation. */
  public boolean isCurrent(Assignment assignment) {
    return assignment.contentId().equals(content.id()) && assignment.generation() >= generation;
  }

  /**
   * What a machine was allowed to take.
   *
   * @param contentId the content
   * @param generation the restart generation
   */
  public record Release(Hash contentId, long generation) {}
}
