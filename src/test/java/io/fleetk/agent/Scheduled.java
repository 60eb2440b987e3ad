package io.fleetk.agent;

import io.fleetk.fleet.Assignment;
import io.fleetk.registry.ScheduledUnit;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes schedules for tests. */
final class Scheduled {
  static final String MACHINE = "0123456789abcdef0123456789abcdef";

  private Scheduled() {}

  static ScheduledUnit unit(
      UnitName name, String text, DesiredState state, long generation, CarriedFile... files) {
    try {
      UnitContent content = new UnitContent(UnitFile.parse(text), List.of(files));
      return new ScheduledUnit(
          name,
          content,
          new Assignment(MACHINE, content.id(), content.runHash(), state, generation));
    } catch (UnitParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static ScheduledUnit launched(UnitName name, String text, CarriedFile... files) {
    return unit(name, text, DesiredState.LAUNCHED, 0, files);
  }

  /** A launched service that names a secret in some version. */
  static ScheduledUnit naming(UnitName name, CarriedSecret... secrets) {
    return naming(launched(name, service("one")), secrets);
  }

  /** A launched unit that names secrets too. */
  static ScheduledUnit naming(ScheduledUnit plain, CarriedSecret... secrets) {
    UnitContent content = plain.content().with(List.of(secrets));
    return new ScheduledUnit(
        plain.name(),
        content,
        new Assignment(MACHINE, content.id(), content.runHash(), DesiredState.LAUNCHED, 0));
  }

  /** The text of every secret, for whoever only wants to see it delivered. */
  static byte[] text(CarriedSecret secret) {
    return secret.shown().getBytes(StandardCharsets.UTF_8);
  }

  static Map<UnitName, ScheduledUnit> schedule(ScheduledUnit... units) {
    Map<UnitName, ScheduledUnit> schedule = new TreeMap<>();
    Arrays.stream(units).forEach(unit -> schedule.put(unit.name(), unit));
    return schedule;
  }

  /** A service that runs a command, with lines of other sections in front. */
  static String service(String command, String... lines) {
    return String.join("\n", lines) + "\n[Service]\nExecStart=/bin/" + command + "\n";
  }
}
