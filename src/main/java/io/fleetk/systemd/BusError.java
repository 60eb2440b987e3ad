package io.fleetk.systemd;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/** An error that came back for a call on the bus, or the lack of any answer. */
final class BusError extends Exception {
  private static final long serialVersionUID = 1L;

  /** The call may or may not have reached systemd; D-Bus's own word for that. */
  static final String NO_REPLY = "org.freedesktop.DBus.Error.NoReply";

  /** The call was never sent. */
  static final String DISCONNECTED = "org.freedesktop.DBus.Error.Disconnected";

  private static final String NO_SUCH_UNIT = "org.freedesktop.systemd1.NoSuchUnit";

  /** What the bus says while systemd is away from it, as it is while it executes itself anew. */
  private static final Set<String> OUTAGES =
      Set.of(
          NO_REPLY,
          DISCONNECTED,
          "org.freedesktop.DBus.Error.ServiceUnknown",
          "org.freedesktop.DBus.Error.NameHasNoOwner");

  private final String name;

  /**
   * An error.
   *
   * @param name D-Bus's name of it, such as {@code org.freedesktop.systemd1.NoSuchUnit}
   * @param message what happened, in one line
   */
  BusError(String name, String message) {
    super(requireNonNull(message));
    this.name = requireNonNull(name);
  }

  String name() {
    return name;
  }

  boolean isNoSuchUnit() {
    return name.equals(NO_SUCH_UNIT);
  }

  /** Whether nobody has answered, so that the same call may well succeed in a moment. */
  boolean isOutage() {
    return OUTAGES.contains(name);
  }

  /** The same, as those are told of it who use {@link Systemd}. */
  SystemdException failure() {
    return new SystemdException(getMessage(), this);
  }
}
