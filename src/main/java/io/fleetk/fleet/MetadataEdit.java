package io.fleetk.fleet;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A change of one key of a machine's metadata.
 *
 * @param machineId the machine, which need not be a member yet
 * @param key the key
 * @param value the value to set; empty to remove the key
 */
public record MetadataEdit(String machineId, String key, Optional<String> value) {
  /** What a machine's metadata are after these edits of it, in order of their keys. */
  public static Map<String, String> applied(
      Map<String, String> metadata, Collection<MetadataEdit> edits) {
    Map<String, String> after = new TreeMap<>(metadata);
    for (MetadataEdit edit : edits) {
      edit.value()
          .ifPresentOrElse(value -> after.put(edit.key(), value), () -> after.remove(edit.key()));
    }
    return after;
  }
}
