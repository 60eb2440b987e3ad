package io.fleetk.unit;

import java.util.Locale;
import java.util.Optional;

/** What a unit should be brought to (fleet v1 API, {@code desiredState}). */
public enum DesiredState {
  /** Known to the fleet, on no machine. */
  INACTIVE,
  /** Placed on a machine and known to its systemd, not started. */
  LOADED,
  /** Placed and started. */
  LAUNCHED;

  /** The word that the fleet v1 API uses. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state for a word of the fleet v1 API; empty when there is none by that word. */
  public static Optional<DesiredState> ofWire(String word) {
    for (DesiredState state : values()) {
      if (state.wire().equals(word)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
