package io.fleetk.fleet;

import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.util.Optional;

/**
 * A unit to make or replace.
 *
 * @param name its name
 * @param content its text and files
 * @param desiredState what to bring it to
 * @param stack who owns it; empty leaves it unowned
 * @param held whether machines that already have the unit keep what they have until they are
 *     released one by one; false releases everywhere at once, as a fleet v1 {@code PUT} does
 */
public record UnitSubmission(
    UnitName name,
    UnitContent content,
    DesiredState desiredState,
    Optional<String> stack,
    boolean held) {}
