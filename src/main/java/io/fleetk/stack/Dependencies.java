package io.fleetk.stack;

import io.fleetk.unit.Placement;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which components must be ready before which others start, from the units' own words: {@code
 * Await=} and {@code MachineOf=}, and {@code After=}, {@code Requires=}, {@code BindsTo=} and
 * {@code Wants=} where they name a unit that is here. What they name elsewhere is systemd's
 * business.
 *
 * <p>{@code Wants=}, {@code Requires=} and {@code BindsTo=} say nothing of order in systemd, so
 * they yield where the named unit is itself ordered after the one that wants it.
 *
 * @param byComponent for every component, what it waits for; never itself
 */
public record Dependencies(Map<String, Set<String>> byComponent) {
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final List<String> REQUIREMENTS = List.of("Requires", "BindsTo", "Wants");

  /** Copies the collections, in order of their names. */
  public Dependencies {
    Map<String, Set<String>> sorted = new TreeMap<>();
    byComponent.forEach(
        (component, awaited) ->
            sorted.put(component, Collections.unmodifiableSet(new TreeSet<>(awaited))));
    byComponent = Collections.unmodifiableMap(sorted);
  }

  /** The dependencies among these units. */
  public static Dependencies among(Map<UnitName, UnitFile> units) {
    Set<String> components = new HashSet<>();
    units.keySet().forEach(name -> components.add(name.component()));
    Map<String, Set<String>> ordered = new TreeMap<>();
    units.forEach(
        (name, file) -> {
          Set<String> awaited =
              ordered.computeIfAbsent(name.component(), component -> new LinkedHashSet<>());
          Stream.of(
                  awaitedComponents(name, file).stream(),
                  componentsOf(Placement.of(name, file).machineOf()),
                  componentsOf(named(name, file, "After")))
              .flatMap(words -> words)
              .filter(components::contains)
              .forEach(awaited::add);
        });
    Map<String, Set<String>> all = new TreeMap<>();
    ordered.forEach((component, awaited) -> all.put(component, new TreeSet<>(awaited)));
    units.forEach(
        (name, file) ->
            REQUIREMENTS.stream()
                .flatMap(option -> componentsOf(named(name, file, option)))
                .filter(components::contains)
                .filter(required -> !ordered.get(required).contains(name.component()))
                .forEach(required -> all.get(name.component()).add(required)));
    all.forEach((component, awaited) -> awaited.remove(component));
    return new Dependencies(all);
  }

  /** What must be ready before a component starts. */
  public Set<String> of(String component) {
    return byComponent.getOrDefault(component, Set.of());
  }

  /**
   * A cycle, as the components along it, the first one again at the end; empty when there is none.
   */
  public Optional<List<String>> cycle() {
    Set<String> cleared = new HashSet<>();
    for (String component : byComponent.keySet()) {
      Optional<List<String>> found = cycleFrom(component, new ArrayList<>(), cleared);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<List<String>> cycleFrom(
      String component, List<String> path, Set<String> cleared) {
    int before = path.indexOf(component);
    if (before >= 0) {
      List<String> cycle = new ArrayList<>(path.subList(before, path.size()));
      cycle.add(component);
      return Optional.of(cycle);
    }
    if (!cleared.contains(component)) {
      path.add(component);
      for (String awaited : of(component)) {
        Optional<List<String>> found = cycleFrom(awaited, path, cleared);
        if (found.isPresent()) {
          return found;
        }
      }
      path.removeLast();
      cleared.add(component);
    }
    return Optional.empty();
  }

  /** The components that {@code Await=} names, by their own names or by those of their units. */
  private static Collection<String> awaitedComponents(UnitName name, UnitFile file) {
    return Policy.of(name, file).await().stream().map(Dependencies::componentNamed).toList();
  }

  /** The component that a word names: a unit's name stands for its component. */
  static String componentNamed(String word) {
    return UnitName.problemWith(word).isPresent() ? word : UnitName.of(word).component();
  }

  private static Stream<String> componentsOf(List<String> words) {
    return words.stream()
        .filter(word -> UnitName.problemWith(word).isEmpty())
        .map(word -> UnitName.of(word).component());
  }

  /** The units that an option of {@code [Unit]} names; an empty value forgets those before it. */
  private static List<String> named(UnitName name, UnitFile file, String option) {
    List<String> words = new ArrayList<>();
    for (String value : file.values("Unit", option)) {
      if (value.isBlank()) {
        words.clear();
      }
      SPACE.splitAsStream(value.replace("\\\n", " ").strip()).map(name::expand).forEach(words::add);
    }
    return words;
  }
}
