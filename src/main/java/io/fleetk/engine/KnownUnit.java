package io.fleetk.engine;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.Placement;
import io.fleetk.unit.UnitName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A unit with what follows from its content, worked out once for each content.
 *
 * @param unit the unit
 * @param placement where it may run
 * @param contentId the name of its content
 * @param runHash the run hash of its content
 * @param leaders the units that its {@code MachineOf=} names, where it names units at all
 */
public record KnownUnit(
    FleetUnit unit,
    Placement placement,
    Hash contentId,
    Hash runHash,
    List<Optional<UnitName>> leaders) {
  /** A unit; nothing is null. */
  public KnownUnit {
    requireNonNull(unit);
    requireNonNull(placement);
    requireNonNull(contentId);
    requireNonNull(runHash);
    leaders = List.copyOf(leaders);
  }

  /** Reads a unit's content. */
  public static KnownUnit of(FleetUnit unit) {
    Placement placement = unit.placement();
    return new KnownUnit(
        unit,
        placement,
        unit.content().id(),
        unit.content().runHash(),
        placement.machineOf().stream().map(KnownUnit::leader).toList());
  }

  /** The same unit as it is now, read again only if its content is another. */
  public KnownUnit as(FleetUnit now) {
    return now.content().equals(unit.content())
        ? new KnownUnit(now, placement, contentId, runHash, leaders)
        : of(now);
  }

  private static Optional<UnitName> leader(String name) {
    return UnitName.problemWith(name).isEmpty() ? Optional.of(UnitName.of(name)) : Optional.empty();
  }

  /** The unit's name. */
  public UnitName name() {
    return unit.name();
  }

  /** Where it is, by machine ID. */
  public Map<String, Assignment> assignments() {
    return unit.assignments();
  }

  /** Whether it should be on a machine at all: templates and inactive units should not. */
  public boolean wanted() {
    return unit.desiredState() != DesiredState.INACTIVE && !name().isTemplate();
  }

  /** Whether it runs on every eligible machine. */
  public boolean global() {
    return placement.global();
  }

  /** Whether this unit and another must not be on one machine. */
  public boolean conflictsWith(KnownUnit other) {
    return !(placement.conflicts().isEmpty() && other.placement.conflicts().isEmpty())
        && Placement.conflict(name(), placement, other.name(), other.placement);
  }

  /**
   * Whether another unit should make room for this one ({@code Replaces=}). Two units that replace
   * each other would chase each other around for ever, so neither does (fleet v1).
   */
  public boolean displaces(KnownUnit other) {
    return !other.global()
        && placement.replaces(other.name())
        && !name().equals(other.name())
        && !other.placement.replaces(name());
  }
}
