package io.fleetk.stack;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Placement;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;

/**
 * A unit that should exist.
 *
 * @param name its name; for a template with {@code Instances=}, one of its instances
 * @param content its text, with {@code Stack=} and {@code Basis=} written in, and the files it
 *     carries
 * @param desiredState what to bring it to
 * @param source the file it came from, as the user would name it
 */
public record StackUnit(
    UnitName name, UnitContent content, DesiredState desiredState, String source) {
  /** A unit that should exist. */
  public StackUnit {
    requireNonNull(name);
    requireNonNull(content);
    requireNonNull(desiredState);
    requireNonNull(source);
  }

  /** The component that the unit belongs to. */
  public String component() {
    return name.component();
  }

  /** Where the unit may run. */
  public Placement placement() {
    return Placement.of(name, content.file());
  }

  /** How the unit is rolled out, and what makes it ready. */
  public Policy policy() {
    return Policy.of(name, content.file());
  }
}
