package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The path of a unit's object on the bus: its name, in which whatever is no letter, nor a digit
 * behind the first place, is an underscore and two hexadecimal digits (sd_bus_path_encode(3)).
 */
final class UnitPath {
  /** Above all units. */
  static final String FOLDER = "/org/freedesktop/systemd1/unit";

  private UnitPath() {}

  /** The path of a unit. */
  static String of(UnitName name) {
    StringBuilder path = new StringBuilder(FOLDER).append('/');
    String text = name.text();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9';
      if (letter || (digit && i > 0)) {
        path.append(c);
      } else {
        path.append('_').append(HexFormat.of().toHexDigits((byte) c));
      }
    }
    return path.toString();
  }

  /** The unit that a path names; empty when it is no unit's, or one that fleet has no name for. */
  static Optional<UnitName> unit(String path) {
    if (!path.startsWith(FOLDER + "/")) {
      return Optional.empty();
    }
    String label = path.substring(FOLDER.length() + 1);
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < label.length(); i++) {
      if (label.charAt(i) == '_' && i + 3 <= label.length()) {
        name.append((char) HexFormat.fromHexDigits(label, i + 1, i + 3));
        i += 2;
      } else {
        name.append(label.charAt(i));
      }
    }
    return named(name.toString());
  }

  /** A unit's name, if it is one to fleet: systemd has units, devices among them, that are not. */
  static Optional<UnitName> named(String name) {
    return UnitName.problemWith(name).isEmpty() ? Optional.of(UnitName.of(name)) : Optional.empty();
  }
}
