package io.fleetk.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.store.Entry;
import io.fleetk.unit.DesiredState;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Values as JSON. Unknown fields are passed over, so that versions of fleetk can share a store. */
final class Codec {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .addMixIn(DesiredState.class, DesiredStateWord.class)
          .build();

  /** The words of the fleet v1 API, rather than Java's names. */
  private interface DesiredStateWord {
    @JsonValue
    String wire();
  }

  private Codec() {}

  static String write(Object value) {
    return JSON.writeValueAsString(value);
  }

  /**
   * Reads what stands under a key.
   *
   * @throws FleetUnreachableException when it is not what fleetk writes there. To pass it over
   *     would be to act as if, say, a unit had been destroyed.
   */
  static <T> T read(Entry entry, Class<T> type) {
    try {
      return JSON.readValue(entry.value(), type);
    } catch (JacksonException e) {
      throw new FleetUnreachableException(
          "the store holds something else than fleetk's %s under %s (%s): remove that key"
              .formatted(type.getSimpleName(), entry.key(), e.getOriginalMessage()),
          e);
    }
  }
}
