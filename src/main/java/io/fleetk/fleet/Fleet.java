package io.fleetk.fleet;

import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What anyone may ask of a fleet. Everything here can be had of any fleet v1 API; what only
 * fleetk's own fleets offer is in {@link FleetExtensions}.
 *
 * <p>Calls block and throw {@link FleetException}: {@link FleetUnreachableException} when the fleet
 * did not answer (a write may or may not have happened), {@link FleetRefusedException} when it said
 * no.
 */
public interface Fleet extends AutoCloseable {

  /** The whole fleet. On a plain v1 fleet the parts are read one after another. */
  FleetView view();

  /**
   * Makes a unit, or replaces its content where it is (fleet v1 API, {@code PUT}).
   *
   * @throws FleetRefusedException when the unit is not a valid one
   */
  void put(UnitSubmission submission);

  /**
   * Sets what a unit should be brought to.
   *
   * @throws FleetRefusedException when there is no such unit, or it is a template and the state is
   *     not inactive
   */
  void setDesiredState(UnitName name, DesiredState state);

  /**
   * Makes or replaces units, as {@link #put} does each, in as few steps as the fleet allows. When
   * it fails, some may have been put.
   *
   * @throws FleetRefusedException when one of them is not a valid one; where the fleet takes them
   *     one by one a {@link UnitsRefusedException}, all others having been put
   */
  default void putAll(Collection<UnitSubmission> submissions) {
    OneByOne.all(submissions, UnitSubmission::name, this::put);
  }

  /**
   * Sets what units should be brought to, as {@link #setDesiredState} does of each, in as few steps
   * as the fleet allows. When it fails, some may have been set.
   *
   * @throws FleetRefusedException when one of them does not exist, or is a template and the state
   *     is not inactive; where the fleet takes them one by one a {@link UnitsRefusedException}, all
   *     others having been set
   */
  default void setDesiredStates(Collection<UnitName> names, DesiredState state) {
    OneByOne.all(names, name -> name, name -> setDesiredState(name, state));
  }

  /**
   * Removes a unit from the fleet and from the machines that have it.
   *
   * @throws FleetRefusedException when there is no such unit
   */
  void destroy(UnitName name);

  /**
   * Removes units, as {@link #destroy} does each, a few at once.
   *
   * @throws FleetRefusedException when one of them does not exist; of several a {@link
   *     UnitsRefusedException}, all others having been removed
   */
  default void destroyAll(Collection<UnitName> names) {
    OneByOne.all(names, name -> name, this::destroy);
  }

  /** Changes machines' metadata, in order (fleet v1 API, {@code PATCH /machines}). */
  void editMetadata(List<MetadataEdit> edits);

  /** What this fleet offers beyond the fleet v1 API; empty on a plain v1 fleet. */
  Optional<FleetExtensions> extensions();

  /** Lets go of connections. */
  @Override
  void close();
}
