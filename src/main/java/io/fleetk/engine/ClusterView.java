package io.fleetk.engine;

import io.fleetk.fleet.Machine;
import io.fleetk.unit.UnitName;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What the scheduler sees of a fleet. A view does not change while somebody decides on it, and
 * everything in it is in order of names and IDs, so that the same fleet gives the same decisions.
 */
public interface ClusterView {

  /** Every unit, by name. */
  Collection<KnownUnit> units();

  /** The unit by a name; empty when there is none. */
  Optional<KnownUnit> unit(UnitName name);

  /** Every member, by ID, with those that are away. */
  Collection<Machine> machines();

  /** The member by an ID; empty when there is none. */
  Optional<Machine> machine(String machineId);

  /** How the fleet stands with a machine. */
  Standing standing(String machineId);

  /** The units assigned to a machine, by name; empty when there are none. */
  SortedSet<UnitName> unitsOn(String machineId);

  /**
   * The units that have a name in their {@code MachineOf=}, by name.
   *
   * @param leader the name as it stands there, which may be no unit's
   */
  SortedSet<UnitName> followersOf(String leader);

  /** How a fleet stands with a machine. */
  enum Standing {
    /** Its daemon holds its presence lease. */
    PRESENT,
    /** It is not present, and may come back at any moment: everything stays as it is. */
    AWAY,
    /** It has been away for so long that its units go elsewhere. */
    LOST,
    /** It is no member. */
    UNKNOWN
  }
}
