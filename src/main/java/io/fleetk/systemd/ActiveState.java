package io.fleetk.systemd;

import java.util.Locale;

/** The high-level state of a unit, as systemd(1) has it. */
enum ActiveState {
  INACTIVE,
  ACTIVATING,
  ACTIVE,
  DEACTIVATING,
  FAILED;

  /** Neither running nor on its way to or from it. */
  boolean isDown() {
    return this == INACTIVE || this == FAILED;
  }

  /** The word systemd uses. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
