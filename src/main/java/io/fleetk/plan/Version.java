package io.fleetk.plan;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.Hash;
import io.fleetk.unit.UnitContent;

/**
 * What a machine should have of a unit.
 *
 * @param contentId which content
 * @param unitHash fleet's hash of that content's text, which is all that a plain v1 fleet tells
 * @param generation the restart generation that it should have reached
 */
public record Version(Hash contentId, Hash unitHash, long generation) {
  /** A version. */
  public Version {
    requireNonNull(contentId);
    requireNonNull(unitHash);
  }

  /** A content in a restart generation. */
  public static Version of(UnitContent content, long generation) {
    return new Version(content.id(), content.unitHash(), generation);
  }

  /** The same content in another generation. */
  public Version in(long otherGeneration) {
    return new Version(contentId, unitHash, otherGeneration);
  }
}
