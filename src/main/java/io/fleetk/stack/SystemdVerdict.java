package io.fleetk.stack;

import io.fleetk.unit.Finding;
import io.fleetk.unit.Finding.Severity;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code systemd-analyze verify} says of units, as findings at the places that the units were
 * made from. What is true only of the machine that it runs on is left out: programs that are not
 * installed there, and units of others.
 */
public final class SystemdVerdict {
  private static final String TYPES =
      "(?:service|socket|timer|path|mount|automount|swap|slice|scope|target|device)";
  private static final Pattern AT_LINE =
      Pattern.compile("(?:.*/)?(?<name>[^/\\s]+\\." + TYPES + "):(?<line>\\d+): (?<message>.*)");
  private static final Pattern OF_UNIT =
      Pattern.compile("(?<name>[^/\\s]+?\\." + TYPES + "): (?<message>.*)");
  private static final Pattern REFUSED =
      Pattern.compile(
          "(?:Unit|Failed to (?:load|prepare filename|open)) (?:.*/)?(?<name>[^/\\s]+?\\."
              + TYPES
              + "):? ?(?<message>.*)");
  private static final Pattern MISSING_PROGRAM =
      Pattern.compile("Command .* is not executable: .*");
  private static final Pattern MISSING_UNIT =
      Pattern.compile("Failed to create .*: Unit (?<missing>\\S+) (?:not found|is masked)\\.?");
  private static final Pattern CONSEQUENCE =
      Pattern.compile("Failed to create \\S+: .*|Unable to break cycle starting with .*");

  private final Map<String, LocatedUnit> units = new HashMap<>();
  private final Set<Finding> findings = new LinkedHashSet<>();
  private final Set<String> refused = new HashSet<>();
  private final List<String> ofThisMachine = new ArrayList<>();
  private boolean aboutUnits;

  /**
   * A verdict.
   *
   * @param verified the units that were given to it
   * @param said the lines that it printed
   */
  public SystemdVerdict(List<LocatedUnit> verified, List<String> said) {
    verified.forEach(unit -> units.put(unit.name().text(), unit));
    said.forEach(this::read);
  }

  /** The findings, each once, in the order that systemd told them. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** How much was said that is true only of the machine that it was said on. */
  public int leftOut() {
    return ofThisMachine.size();
  }

  /** Whether anything was said of the units; else a failure to verify them has another cause. */
  public boolean isAboutUnits() {
    return aboutUnits;
  }

  private void read(String line) {
    Matcher atLine = AT_LINE.matcher(line);
    Matcher ofUnit = OF_UNIT.matcher(line);
    Matcher refusal = REFUSED.matcher(line);
    if (atLine.matches()) {
      int number = Integer.parseInt(atLine.group("line"));
      unit(atLine.group("name"))
          .ifPresent(unit -> add(unit, number, Severity.WARNING, atLine.group("message")));
    } else if (refusal.matches()) {
      unit(refusal.group("name")).ifPresent(unit -> refuse(unit, refusal.group("message")));
    } else if (ofUnit.matches()) {
      unit(ofUnit.group("name")).ifPresent(unit -> readOf(unit, ofUnit.group("message")));
    }
  }

  private void readOf(LocatedUnit unit, String message) {
    Matcher missing = MISSING_UNIT.matcher(message);
    if (MISSING_PROGRAM.matcher(message).matches()) {
      ofThisMachine.add(message);
    } else if (missing.matches()) {
      // One of these units is told of already where it cannot be loaded.
      if (unit(missing.group("missing")).isEmpty()) {
        ofThisMachine.add(message);
      }
    } else if (message.endsWith("Refusing.")) {
      refused.add(unit.name().text());
      add(unit, 0, Severity.ERROR, message);
    } else if (!CONSEQUENCE.matcher(message).matches()) {
      add(unit, 0, Severity.WARNING, message);
    }
  }

  private void refuse(LocatedUnit unit, String message) {
    if (refused.add(unit.name().text())) {
      add(unit, 0, Severity.ERROR, message);
    }
  }

  private void add(LocatedUnit unit, int line, Severity severity, String message) {
    findings.add(
        new Finding(
            unit.file(), unit.sourceLine(line), severity, "", "systemd says: " + message, ""));
  }

  /** One of the units by its name; a template by that of the instance that systemd made of it. */
  private Optional<LocatedUnit> unit(String name) {
    Optional<LocatedUnit> found = find(name);
    aboutUnits |= found.isPresent();
    return found;
  }

  private Optional<LocatedUnit> find(String name) {
    return Optional.ofNullable(units.get(name))
        .or(
            () ->
                UnitName.problemWith(name).isPresent()
                    ? Optional.empty()
                    : UnitName.of(name).template().map(template -> units.get(template.text())));
  }
}
