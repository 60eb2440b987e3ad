package io.fleetk.agent;

import io.fleetk.fleet.Machine;
import io.fleetk.unit.CarriedFile;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The file by which units learn about the machine they run on: {@code
 * EnvironmentFile=/run/fleetk/machine.env}.
 */
final class MachineEnvironment {
  static final String PATH = "/run/fleetk/machine.env";

  private static final int MODE = 0644;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:/@%+,=-]*");

  private MachineEnvironment() {}

  /**
   * The file for a machine: {@code FLEETK_MACHINE_ID}, {@code FLEETK_PUBLIC_IP}, and {@code
   * FLEETK_METADATA_<KEY>} for each metadata key, in upper case, with an underscore for whatever is
   * no letter or digit.
   */
  static CarriedFile of(Machine machine) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("FLEETK_MACHINE_ID", machine.id());
    variables.put("FLEETK_PUBLIC_IP", machine.address());
    machine
        .metadata()
        .forEach((key, value) -> variables.put("FLEETK_METADATA_" + variable(key), value));
    StringBuilder text = new StringBuilder();
    variables.forEach(
        (name, value) -> text.append(name).append('=').append(quoted(value)).append('\n'));
    return new CarriedFile(PATH, MODE, text.toString());
  }

  private static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /** A value as systemd.exec(5) reads it: in double quotes, where a backslash escapes. */
  private static String quoted(String value) {
    return PLAIN.matcher(value).matches()
        ? value
        : '"' + value.replaceAll("([\"\\\\$`])", "\\\\$1") + '"';
  }
}
