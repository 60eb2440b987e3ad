package io.fleetk.unit;

import io.fleetk.unit.UnitParser.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Warns of services that systemd would refuse to load (systemd.service(5)). */
final class ServiceLint {
  private static final String SECTION = "Service";
  private static final Set<String> TYPES =
      Set.of("simple", "exec", "forking", "oneshot", "dbus", "notify", "notify-reload", "idle");
  private static final Set<String> RESTARTS =
      Set.of("no", "always", "on-success", "on-failure", "on-abnormal", "on-watchdog", "on-abort");

  private ServiceLint() {}

  static void check(LintedUnit unit) {
    checkWord(unit, "Type", TYPES);
    checkWord(unit, "Restart", RESTARTS);
    String type = value(unit, "Type", "simple");
    List<Located> starts = commands(unit, "ExecStart");
    if (starts.isEmpty()) {
      boolean stops = !commands(unit, "ExecStop").isEmpty();
      boolean remains = value(unit, "RemainAfterExit", "no").matches("yes|true|on|1");
      boolean action = !value(unit, "SuccessAction", "none").equals("none");
      if (!(stops && (type.equals("oneshot") || remains)) && !action) {
        unit.out()
            .warning(
                unit.section(SECTION).stream().findFirst().map(Located::line).orElse(0),
                "[Service]",
                "systemd refuses a service without ExecStart=",
                "add the command that it runs");
      }
    } else if (starts.size() > 1 && !type.equals("oneshot")) {
      unit.warning(
          starts.get(1),
          "systemd refuses a second ExecStart= unless Type=oneshot",
          "an empty ExecStart= forgets those before it");
    }
    if (type.equals("oneshot")) {
      unit.last(SECTION, "Restart")
          .filter(at -> Set.of("always", "on-success").contains(at.option().value()))
          .ifPresent(
              at ->
                  unit.warning(
                      at, "systemd refuses this with Type=oneshot", "write Restart=on-failure"));
    }
  }

  private static void checkWord(LintedUnit unit, String option, Set<String> words) {
    for (Located at : unit.named(SECTION, option)) {
      String value = at.option().value();
      if (!value.isBlank() && !words.contains(value)) {
        String suggestion = Nearest.suggestion(value, words);
        unit.warning(at, "systemd knows no %s '%s'".formatted(option, value), suggestion);
      }
    }
  }

  private static String value(LintedUnit unit, String option, String otherwise) {
    return unit.last(SECTION, option).map(at -> at.option().value()).orElse(otherwise);
  }

  /** The commands that count: an empty assignment forgets those before it. */
  private static List<Located> commands(LintedUnit unit, String option) {
    List<Located> commands = new ArrayList<>();
    for (Located at : unit.named(SECTION, option)) {
      if (at.option().value().isBlank()) {
        commands.clear();
      } else {
        commands.add(at);
      }
    }
    return commands;
  }
}
