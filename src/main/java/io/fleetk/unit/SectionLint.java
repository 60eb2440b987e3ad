package io.fleetk.unit;

import io.fleetk.unit.UnitParser.Header;
import io.fleetk.unit.UnitParser.Located;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks a unit's sections: their names, that each comes once, that there is one at all. */
final class SectionLint {
  /** The sections of systemd.unit(5) and ours. */
  private static final Set<String> SECTIONS =
      Set.of(
          "Unit",
          "Install",
          "Service",
          "Socket",
          "Timer",
          "Path",
          "Mount",
          "Automount",
          "Swap",
          "Slice",
          "Scope",
          Placement.SECTION,
          Policy.SECTION);

  private SectionLint() {}

  static void check(LintedUnit unit, List<Header> headers) {
    if (headers.isEmpty()) {
      unit.out()
          .error(0, "", "the file has no section", "a unit has at least one, such as [Service]");
    } else if (unit.options().isEmpty()) {
      unit.out().error(0, "", "the file has no options", "fleet refuses a unit without any");
    }
    Map<String, Integer> first = new HashMap<>();
    for (Header header : headers) {
      checkName(unit, header);
      Integer before = first.putIfAbsent(header.section(), header.line());
      if (before != null) {
        unit.out()
            .warning(
                header.line(),
                "[" + header.section() + "]",
                "comes again after line %d: fleet prints the two as one, systemd reads them in turn"
                    .formatted(before),
                "join them");
      }
    }
    for (Located at : unit.options()) {
      if (at.option().name().isEmpty()) {
        unit.error(at, "an option without a name", "");
      }
    }
  }

  private static void checkName(LintedUnit unit, Header header) {
    String section = header.section();
    String shown = "[" + section + "]";
    if (section.contains("\n")) {
      unit.out().error(header.line(), shown, "a section's name goes over lines", "close it by ]");
      return;
    }
    if (SECTIONS.contains(section)) {
      checkType(unit, header);
      return;
    }
    Optional<String> meant = Nearest.to(section, SECTIONS);
    if (section.startsWith("X-") && meant.isEmpty()) {
      return;
    }
    unit.out()
        .warning(
            header.line(),
            shown,
            "no section of fleet's or systemd's, so everything in it is passed over",
            meant.map("did you mean [%s]?"::formatted).orElse(""));
  }

  private static void checkType(LintedUnit unit, Header header) {
    String type = unit.name().type();
    String owner = header.section().toLowerCase(Locale.ROOT);
    if (UnitName.types().contains(owner) && !owner.equals(type)) {
      unit.out()
          .warning(
              header.line(),
              "[" + header.section() + "]",
              "systemd passes over this section in a unit of type " + type,
              "");
    }
  }
}
