package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.util.function.UnaryOperator;

/**
 * Expands the specifiers of systemd.unit(5) that name the unit or the machine; any other stays as
 * it is.
 */
record Specifiers(UnitName unit, String hostname) implements UnaryOperator<String> {
  @Override
  public String apply(String value) {
    StringBuilder expanded = new StringBuilder();
    int position = 0;
    while (position < value.length()) {
      char c = value.charAt(position++);
      if (c != '%' || position == value.length()) {
        expanded.append(c);
        continue;
      }
      char specifier = value.charAt(position++);
      switch (specifier) {
        case '%' -> expanded.append('%');
        case 'n' -> expanded.append(unit.text());
        case 'N' -> expanded.append(unit.stem());
        case 'p', 'P' -> expanded.append(unit.prefix());
        case 'i', 'I' -> expanded.append(unit.instance());
        case 'j', 'J' ->
            expanded.append(unit.prefix().substring(unit.prefix().lastIndexOf('-') + 1));
        case 'H' -> expanded.append(hostname);
        case 'l' -> expanded.append(hostname.replaceFirst("\\..*", ""));
        case 't' -> expanded.append("/run");
        case 'S' -> expanded.append("/var/lib");
        case 'E' -> expanded.append("/etc");
        default -> expanded.append('%').append(specifier);
      }
    }
    return expanded.toString();
  }
}
