package io.fleetk.systemd;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code Type=} of systemd.service(5). */
enum ServiceType {
  SIMPLE,
  EXEC,
  FORKING,
  ONESHOT,
  DBUS,
  NOTIFY,
  NOTIFY_RELOAD,
  IDLE;

  static Optional<ServiceType> named(String word) {
    return Stream.of(values()).filter(type -> type.word().equals(word)).findFirst();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the program itself says when it is up. */
  boolean saysWhenReady() {
    return this == NOTIFY || this == NOTIFY_RELOAD || this == DBUS;
  }
}
