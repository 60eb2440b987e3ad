package io.fleetk.unit;

import io.fleetk.unit.UnitParser.Located;
import java.util.List;
import java.util.Optional;

/**
 * A unit under lint: its options with their lines.
 *
 * @param name its name
 * @param options in order
 * @param out where findings go
 */
record LintedUnit(UnitName name, List<Located> options, FindingSink out) {
  UnitFile file() {
    return new UnitFile(options.stream().map(Located::option).toList());
  }

  List<Located> section(String section) {
    return options.stream().filter(at -> at.option().section().equals(section)).toList();
  }

  List<Located> named(String section, String option) {
    return section(section).stream().filter(at -> at.option().name().equals(option)).toList();
  }

  Optional<Located> last(String section, String option) {
    return named(section, option).stream().reduce((before, after) -> after);
  }

  void error(Located at, String reason, String suggestion) {
    out.error(at.line(), shown(at), reason, suggestion);
  }

  void warning(Located at, String reason, String suggestion) {
    out.warning(at.line(), shown(at), reason, suggestion);
  }

  private static String shown(Located at) {
    return at.option().name() + "=" + at.option().value();
  }
}
