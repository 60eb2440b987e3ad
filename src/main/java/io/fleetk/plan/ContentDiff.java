package io.fleetk.plan;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.util.List;

/**
 * What changes between two contents of a unit, as unified diffs.
 *
 * @param unit the diff of the unit's text; empty when the text stays
 * @param files the diffs of the files it carries, by path; those that stay are left out
 */
public record ContentDiff(String unit, List<FileDiff> files) {
  /** A difference. */
  public ContentDiff {
    requireNonNull(unit);
    files = List.copyOf(files);
  }

  /** The difference that takes a unit from one content to another. */
  public static ContentDiff between(UnitName name, UnitContent before, UnitContent after) {
    return UnifiedDiff.between(name, before, after);
  }

  /** All the diffs, one after another, as {@code patch} would read them. */
  public String text() {
    StringBuilder all = new StringBuilder(unit);
    files.forEach(file -> all.append(file.diff()));
    return all.toString();
  }

  /**
   * What changes in a carried file.
   *
   * @param path where it is on the machine
   * @param diff the unified diff; a changed mode stands in its header
   */
  public record FileDiff(String path, String diff) {}
}
