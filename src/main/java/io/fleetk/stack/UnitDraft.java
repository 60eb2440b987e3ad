package io.fleetk.stack;

import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Finding;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A unit file of a stack, rendered and read: what its units are made from.
 *
 * @param file the file as the user would name it
 * @param name the unit's name, or the template's
 * @param unit the unit file
 * @param lines for each of its options, the line of the source
 * @param usesMachines whether the list of machines was asked for
 */
record UnitDraft(
    String file, UnitName name, UnitFile unit, List<Integer> lines, boolean usesMachines) {

  static UnitDraft of(String file, UnitName name, RenderedText rendered, UnitFile unit) {
    List<Integer> lines =
        UnitFile.optionLines(rendered.text()).stream().map(rendered::sourceLine).toList();
    return new UnitDraft(file, name, unit, lines, rendered.usesMachines());
  }

  Policy policy() {
    return Policy.of(name, unit);
  }

  /** The names of the units that this file makes: instances, or the one that it names. */
  List<UnitName> names() {
    OptionalInt instances = policy().instances();
    if (!name.isTemplate() || instances.isEmpty()) {
      return List.of(name);
    }
    return IntStream.rangeClosed(1, instances.getAsInt())
        .mapToObj(number -> name.withInstance(Integer.toString(number)))
        .toList();
  }

  /** The unit file with its owner in it. */
  UnitFile ownedBy(String stack) {
    return options(Policy.SECTION, "Stack").isEmpty()
        ? unit.with(Policy.SECTION, "Stack", stack)
        : unit;
  }

  /** What one of the units is brought to. */
  DesiredState desiredState(UnitName made) {
    return made.isTemplate() ? DesiredState.INACTIVE : policy().desiredState();
  }

  /** An option and the line of the source it stands on. */
  record At(UnitOption option, int line) {
    String shown() {
      return option.name() + "=" + option.value();
    }
  }

  List<At> options(String section, String name) {
    List<At> found = new ArrayList<>();
    for (int at = 0; at < unit.options().size(); at++) {
      UnitOption option = unit.options().get(at);
      if (option.section().equals(section) && option.name().equals(name)) {
        found.add(new At(option, lines.get(at)));
      }
    }
    return found;
  }

  Finding error(At at, String reason, String suggestion) {
    return Finding.error(file, at.line(), at.shown(), reason, suggestion);
  }

  Finding warning(At at, String reason, String suggestion) {
    return Finding.warning(file, at.line(), at.shown(), reason, suggestion);
  }
}
