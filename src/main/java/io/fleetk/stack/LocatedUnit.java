package io.fleetk.stack;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A unit's text as a machine gets it, and where its lines stand.
 *
 * @param name the unit's name
 * @param text its text
 * @param file the file it was made from, as the user would name it
 * @param lines for each line of the text, the line of that file; 0 for those that have none
 */
public record LocatedUnit(UnitName name, String text, String file, List<Integer> lines) {
  /** Copies the list. */
  public LocatedUnit {
    requireNonNull(name);
    requireNonNull(text);
    requireNonNull(file);
    lines = List.copyOf(lines);
  }

  /** A text that stands in its file to the letter. */
  public static LocatedUnit literal(UnitName name, String text, String file) {
    int count = (int) text.lines().count();
    return new LocatedUnit(name, text, file, IntStream.rangeClosed(1, count).boxed().toList());
  }

  /** A unit of a stack that was made from a draft. */
  static LocatedUnit of(StackUnit unit, UnitDraft draft) {
    List<UnitOption> options = unit.content().file().options();
    Map<String, List<Integer>> sections = new LinkedHashMap<>();
    for (int at = 0; at < options.size(); at++) {
      UnitOption option = options.get(at);
      // What fleetk writes into a unit comes after what stands in the file.
      int line = at < draft.lines().size() ? draft.lines().get(at) : 0;
      List<Integer> section = sections.computeIfAbsent(option.section(), key -> new ArrayList<>());
      option.value().chars().filter(c -> c == '\n').forEach(newline -> section.add(line));
      section.add(line);
    }
    // As UnitFile prints it: a header, the options, and a blank line between sections.
    List<Integer> lines = new ArrayList<>();
    sections.forEach(
        (section, of) -> {
          if (!lines.isEmpty()) {
            lines.add(0);
          }
          lines.add(0);
          lines.addAll(of);
        });
    return new LocatedUnit(unit.name(), unit.content().file().text(), draft.file(), lines);
  }

  /** The line of the file that a line of the text comes from, or the file as a whole: 0. */
  int sourceLine(int line) {
    return line < 1 || line > lines.size() ? 0 : lines.get(line - 1);
  }
}
