package io.fleetk.v1;

import java.util.List;

/**
 * The last lines of a unit's journal (fleetk extension, {@code GET
 * /fleetk/v1/units/<name>/journal}).
 *
 * @param lines oldest first
 */
public record JournalResponse(List<String> lines) {
  /** An absent list is an empty one. */
  public JournalResponse {
    lines = Json.orEmpty(lines);
  }
}
