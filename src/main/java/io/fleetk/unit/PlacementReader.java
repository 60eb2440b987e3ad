package io.fleetk.unit;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code [X-Fleet]} as fleet v1 does, the deprecated {@code X-} names included. */
final class PlacementReader {
  /** {@code key=value}; fleet passes over anything else. */
  static final Pattern METADATA = Pattern.compile("([^=]+)=([^=]+)", Pattern.DOTALL);

  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Set<String> TRUE = Set.of("true", "yes", "1", "on", "t");

  private final UnitName name;
  private final UnitFile file;

  private PlacementReader(UnitName name, UnitFile file) {
    this.name = name;
    this.file = file;
  }

  static Placement read(UnitName name, UnitFile file) {
    PlacementReader reader = new PlacementReader(name, file);
    return new Placement(
        reader.machineId(),
        reader.values("X-ConditionMachineOf", "MachineOf").toList(),
        reader.metadata(),
        reader.words("X-Conflicts", "Conflicts"),
        reader.values("Replaces").toList(),
        reader.global());
  }

  private Optional<String> machineId() {
    return Stream.of("MachineID", "X-ConditionMachineID", "X-ConditionMachineBootID")
        .flatMap(this::values)
        .findFirst();
  }

  private Map<String, Set<String>> metadata() {
    Map<String, Set<String>> wanted = new TreeMap<>();
    values("X-ConditionMachineMetadata", "MachineMetadata")
        .map(METADATA::matcher)
        .filter(Matcher::matches)
        .forEach(
            pair ->
                wanted.computeIfAbsent(pair.group(1), key -> new HashSet<>()).add(pair.group(2)));
    return wanted;
  }

  private boolean global() {
    List<String> given = values("Global").toList();
    return !given.isEmpty() && TRUE.contains(given.getLast().toLowerCase(Locale.ROOT));
  }

  private List<String> words(String... options) {
    return values(options).flatMap(SPACE::splitAsStream).filter(word -> !word.isEmpty()).toList();
  }

  private Stream<String> values(String... options) {
    return Stream.of(options)
        .flatMap(option -> file.values(Placement.SECTION, option).stream())
        .flatMap(value -> quotedValues(value).stream())
        .map(name::expand);
  }

  /**
   * fleet's reading of {@code "foo=bar" "baz=qux"}: words parted by single spaces; a value that is
   * not quoted at both ends stays whole. Unlike fleet this drops the empty words between two
   * spaces: an empty {@code MachineOf=} would keep the unit from ever being placed.
   */
  static List<String> quotedValues(String value) {
    if (!value.startsWith("\"") || !value.endsWith("\"")) {
      return List.of(value);
    }
    List<String> values = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    boolean quoted = false;
    for (int at = 0; at < value.length(); at++) {
      char c = value.charAt(at);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == ' ') {
        values.add(current.toString());
        current.setLength(0);
      } else {
        current.append(c);
      }
    }
    values.add(current.toString());
    values.removeIf(String::isEmpty);
    return values;
  }

  static Optional<String> refusal(Placement placement) {
    for (String peer : placement.machineOf()) {
      for (String conflict : placement.conflicts()) {
        if (Glob.matches(conflict, peer)) {
          return Optional.of(
              "unresolvable requirements: peer \"%s\" matches conflict \"%s\""
                  .formatted(peer, conflict));
        }
      }
      for (String replace : placement.replaces()) {
        if (Glob.matches(replace, peer)) {
          return Optional.of(
              "unresolvable requirements: peer \"%s\" matches replace \"%s\""
                  .formatted(peer, replace));
        }
      }
    }
    String pinned = placement.machineId().isPresent() ? "MachineID" : "";
    String peers = placement.machineOf().isEmpty() ? "" : "Peers";
    String conflicts = placement.conflicts().isEmpty() ? "" : "Conflicts";
    String replaces = placement.replaces().isEmpty() ? "" : "Replaces";
    String global = placement.global() ? "Global" : "";
    return Stream.of(
            List.of(pinned, peers),
            List.of(pinned, conflicts),
            List.of(pinned, global),
            List.of(pinned, replaces),
            List.of(global, peers),
            List.of(global, replaces),
            List.of(conflicts, replaces))
        .filter(pair -> pair.stream().noneMatch(String::isEmpty))
        .map(pair -> pair.stream().collect(joining(" cannot be used with ")))
        .findFirst();
  }
}
