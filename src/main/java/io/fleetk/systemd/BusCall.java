package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.util.List;

/**
 * A method call on the bus (org.freedesktop.systemd1(5)).
 *
 * @param destination whom it is for
 * @param path the object
 * @param type the interface
 * @param member the method
 * @param signature the types of the arguments; empty when there are none
 * @param arguments they
 */
record BusCall(
    String destination,
    String path,
    String type,
    String member,
    String signature,
    List<Object> arguments) {
  static final String SYSTEMD = "org.freedesktop.systemd1";
  static final String MANAGER = SYSTEMD + ".Manager";
  static final String PROPERTIES = "org.freedesktop.DBus.Properties";
  static final String BUS = "org.freedesktop.DBus";

  BusCall {
    arguments = List.copyOf(arguments);
  }

  /** A call of systemd's manager. */
  static BusCall manager(String member, String signature, Object... arguments) {
    return new BusCall(
        SYSTEMD, "/org/freedesktop/systemd1", MANAGER, member, signature, List.of(arguments));
  }

  /** A call of the bus itself. */
  static BusCall bus(String member, String signature, Object... arguments) {
    return new BusCall(BUS, "/org/freedesktop/DBus", BUS, member, signature, List.of(arguments));
  }

  /**
   * Reads one property of a unit.
   *
   * @param type what has the property, such as {@code Unit} or {@code Service}
   */
  static BusCall property(UnitName unit, String type, String property) {
    return new BusCall(
        SYSTEMD,
        UnitPath.of(unit),
        PROPERTIES,
        "Get",
        "ss",
        List.of(SYSTEMD + "." + type, property));
  }
}
