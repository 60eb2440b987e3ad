package io.fleetk.unit;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A unit file: its options in order. Reading and printing are fleet v1's (go-systemd's), and so is
 * the hash.
 *
 * @param options the options, in the order they were written
 */
public record UnitFile(List<UnitOption> options) {
  /** A unit file of these options. */
  public UnitFile {
    options = List.copyOf(options);
  }

  /**
   * Reads a unit file as fleet v1 does.
   *
   * @throws UnitParseException when go-systemd's reader would refuse the text, naming the line
   */
  public static UnitFile parse(String text) throws UnitParseException {
    UnitParser.Reading reading = UnitParser.read(text);
    if (!reading.complaints().isEmpty()) {
      UnitParser.Complaint first = reading.complaints().getFirst();
      throw new UnitParseException(first.line(), first.reason());
    }
    return new UnitFile(reading.options().stream().map(UnitParser.Located::option).toList());
  }

  /** The physical line, from 1, that each option of a text begins on, in the options' order. */
  public static List<Integer> optionLines(String text) {
    return UnitParser.read(text).options().stream().map(UnitParser.Located::line).toList();
  }

  /**
   * The unit as fleet v1 prints it: sections in the order they first appear, each once, with their
   * options in order, a blank line between sections.
   */
  public String text() {
    Map<String, List<UnitOption>> sections =
        options.stream().collect(groupingBy(UnitOption::section, LinkedHashMap::new, toList()));
    return sections.entrySet().stream()
        .map(
            section ->
                section.getValue().stream()
                    .map(option -> option.name() + "=" + option.value() + "\n")
                    .collect(joining("", "[" + section.getKey() + "]\n", "")))
        .collect(joining("\n"));
  }

  /** fleet's hash: the SHA-1 of {@link #text()}. */
  public Hash hash() {
    return Hash.of(text());
  }

  /** Every value given for an option, in order; empty when it is not there. */
  public List<String> values(String section, String name) {
    return options.stream()
        .filter(option -> option.section().equals(section) && option.name().equals(name))
        .map(UnitOption::value)
        .toList();
  }

  /** The last value given for an option, which is the one that counts where one does. */
  public Optional<String> last(String section, String name) {
    List<String> values = values(section, name);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
  }

  /** Whether any option stands in this section. */
  public boolean hasSection(String section) {
    return options.stream().anyMatch(option -> option.section().equals(section));
  }

  /** This unit file with one more option at the end of its section. */
  public UnitFile with(String section, String name, String value) {
    List<UnitOption> extended = new ArrayList<>(options);
    extended.add(new UnitOption(section, name, value));
    return new UnitFile(extended);
  }

  /** Only the options for which the predicate holds. */
  public UnitFile filter(Predicate<UnitOption> keep) {
    return new UnitFile(options.stream().filter(keep).toList());
  }

  /** What a running process can feel of the unit; see {@link UnitContent#runHash()}. */
  UnitFile feltByProcess() {
    return filter(
        option ->
            !option.section().startsWith("X-")
                && !option.section().equals("Install")
                && !(option.section().equals("Unit")
                    && (option.name().equals("Description")
                        || option.name().equals("Documentation"))));
  }
}
