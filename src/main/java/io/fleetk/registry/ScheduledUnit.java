package io.fleetk.registry;

import io.fleetk.fleet.Assignment;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;

/**
 * What an agent reads of its schedule: a unit, with the content that this machine should have.
 *
 * @param name the unit
 * @param content what {@link Assignment#contentId()} stands for
 * @param assignment what the engine wants of this machine
 */
public record ScheduledUnit(UnitName name, UnitContent content, Assignment assignment) {}
