package io.fleetk.lab;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One run of a unit on a machine, as its systemd tells runs apart: two that are equal are one run.
 *
 * @param machine the machine's name
 * @param unit the unit
 * @param invocation systemd's InvocationID
 * @param since systemd's ActiveEnterTimestampMonotonic, in microseconds
 */
public record Activation(String machine, String unit, String invocation, long since) {
  private static final String PROPERTIES =
      "--property=Id,ActiveState,InvocationID,ActiveEnterTimestampMonotonic";

  /** The units of a name, with {@code *} for whatever, that are active on a machine. */
  static List<Activation> on(LabMachine machine, String pattern) {
    String shown = machine.run("systemctl", "show", PROPERTIES, pattern).output();
    List<Activation> active = new ArrayList<>();
    for (String block : shown.split("\n\n", -1)) {
      Map<String, String> values =
          block
              .lines()
              .map(line -> line.split("=", 2))
              .filter(pair -> pair.length == 2)
              .collect(toMap(pair -> pair[0], pair -> pair[1]));
      if ("active".equals(values.get("ActiveState"))) {
        active.add(
            new Activation(
                machine.name(),
                values.get("Id"),
                values.get("InvocationID"),
                Long.parseLong(values.get("ActiveEnterTimestampMonotonic"))));
      }
    }
    return active;
  }
}
