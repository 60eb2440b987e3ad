package io.fleetk.store;

import java.util.List;

/**
 * Entries as they stood at one revision.
 *
 * @param revision the store's revision at the time of the read
 * @param entries by key
 */
public record Range(long revision, List<Entry> entries) {
  /** Copies the list. */
  public Range {
    entries = List.copyOf(entries);
  }
}
