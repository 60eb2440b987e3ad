package io.fleetk.unit;

import io.fleetk.unit.UnitParser.Located;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks {@code [X-Fleet]}. */
final class PlacementLint {
  /** Every option of the section, by its current name. */
  static final Set<String> OPTIONS =
      Set.of("MachineID", "MachineOf", "MachineMetadata", "Conflicts", "Replaces", "Global");

  private static final Map<String, String> DEPRECATED =
      Map.of(
          "X-ConditionMachineID", "MachineID",
          "X-ConditionMachineBootID", "MachineID",
          "X-ConditionMachineOf", "MachineOf",
          "X-ConditionMachineMetadata", "MachineMetadata",
          "X-Conflicts", "Conflicts");
  private static final Set<String> BOOLEANS =
      Set.of("true", "yes", "1", "on", "t", "false", "no", "0", "off", "f");
  private static final Pattern MACHINE_ID = Pattern.compile("[0-9a-f]{8}|[0-9a-f]{32}");

  private final LintedUnit unit;

  private PlacementLint(LintedUnit unit) {
    this.unit = unit;
  }

  static void check(LintedUnit unit) {
    new PlacementLint(unit).check();
  }

  private void check() {
    List<Located> options = unit.section(Placement.SECTION);
    options.forEach(this::checkOption);
    if (!options.isEmpty()) {
      Placement.of(unit.name(), unit.file())
          .refusal()
          .ifPresent(
              reason ->
                  unit.out()
                      .error(
                          options.getFirst().line(),
                          "[X-Fleet]",
                          reason,
                          "fleet refuses units with both; keep one"));
    }
  }

  private void checkOption(Located at) {
    String name = at.option().name();
    String current = DEPRECATED.getOrDefault(name, name);
    if (!current.equals(name)) {
      unit.warning(at, name + " is deprecated", "write %s=".formatted(current));
    }
    if (!OPTIONS.contains(current)) {
      unit.error(
          at,
          policyOption(name) ? "belongs to [X-Fleetk]" : "no such option in [X-Fleet]",
          policyOption(name) ? "move it there" : Nearest.suggestion(name, OPTIONS));
      return;
    }
    if (at.option().value().isBlank()) {
      unit.error(at, "needs a value: fleet does not reset an option by an empty one", "remove it");
      return;
    }
    for (String value : PlacementReader.quotedValues(at.option().value())) {
      checkValue(at, current, unit.name().expand(value));
    }
  }

  private static boolean policyOption(String name) {
    return PolicyReader.OPTIONS.contains(name);
  }

  private void checkValue(Located at, String option, String value) {
    switch (option) {
      case "MachineID" -> checkMachineId(at, value);
      case "MachineOf" -> checkPeer(at, value);
      case "MachineMetadata" -> checkMetadata(at, value);
      case "Global" -> checkBoolean(at, value);
      default -> checkGlobs(at, option, value);
    }
  }

  private void checkMachineId(Located at, String value) {
    if (!MACHINE_ID.matcher(value).matches()) {
      unit.warning(
          at,
          "'%s' looks like no machine ID".formatted(value),
          "use the 32 hexadecimal digits of /etc/machine-id, or the first 8");
    }
  }

  private void checkPeer(Located at, String value) {
    if (value.equals(unit.name().text())) {
      unit.error(at, "a unit is always where it is itself", "name another unit, or remove it");
    } else if (UnitName.problemWith(value).isPresent()) {
      unit.error(
          at,
          "'%s' is no unit name: %s".formatted(value, UnitName.problemWith(value).get()),
          value.contains(" ") ? "give each unit a MachineOf= of its own" : "");
    }
  }

  private void checkMetadata(Located at, String value) {
    if (!PlacementReader.METADATA.matcher(value).matches()) {
      unit.error(
          at,
          "'%s' is not key=value, so fleet passes over it".formatted(value),
          value.contains("=") && value.contains(" ")
              ? "quote each pair: \"role=a\" \"zone=b\""
              : "write for instance MachineMetadata=role=master");
    }
  }

  private void checkBoolean(Located at, String value) {
    if (!BOOLEANS.contains(value.toLowerCase(Locale.ROOT))) {
      unit.error(at, "'%s' is neither true nor false".formatted(value), "write true or false");
    }
  }

  private void checkGlobs(Located at, String option, String value) {
    for (String glob : value.strip().split("\\s+", -1)) {
      if (!Glob.isWellFormed(glob)) {
        unit.error(at, "'%s' is a malformed pattern, which matches nothing".formatted(glob), "");
      } else if (option.equals("Replaces") || !isOneOfMany()) {
        if (Glob.matches(glob, unit.name().text())) {
          unit.warning(
              at,
              "'%s' matches this unit itself, and a unit never %s itself"
                  .formatted(glob, option.equals("Replaces") ? "replaces" : "conflicts with"),
              option.equals("Replaces")
                  ? "name the other unit"
                  : "the idiom for one per machine is for templates: name@.service with"
                      + " Conflicts=%p@*");
        }
      }
    }
  }

  private boolean isOneOfMany() {
    return unit.name().isTemplate() || unit.name().isInstance();
  }
}
