package io.fleetk.v1;

import io.fleetk.unit.JournalLines;
import java.util.List;
import java.util.Optional;

/**
 * Lines of a unit's journal (fleetk extension, {@code GET /fleetk/v1/units/<name>/journal}).
 *
 * @param lines oldest first
 * @param cursor where to go on; empty when there is no such place
 * @param cut whether more lines were wanted and there than are given at once
 */
public record JournalResponse(List<String> lines, String cursor, boolean cut) {
  /** An absent list is an empty one. */
  public JournalResponse {
    lines = Json.orEmpty(lines);
    cursor = Json.orEmpty(cursor);
  }

  /** These lines as an entity. */
  public static JournalResponse of(JournalLines journal) {
    return new JournalResponse(journal.lines(), journal.cursor().orElse(""), journal.cut());
  }

  /** These lines. */
  public JournalLines journal() {
    return new JournalLines(lines, Optional.of(cursor).filter(text -> !text.isEmpty()), cut);
  }
}
