package io.fleetk.stack;

import io.fleetk.fleet.Machine;
import io.fleetk.unit.Finding;
import io.fleetk.unit.UnitName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes stacks from several places at once, and sees to it that they get on with each other. */
public final class StackGathering {
  private final List<ChosenStack> chosen = new ArrayList<>();
  private final List<Finding> errors = new ArrayList<>();

  private StackGathering() {}

  /**
   * Renders and lints what each origin stands for.
   *
   * @param machines the fleet's members, present or not: the value {@code machines}
   * @return a stack for each of them, in their order; those of a document in its order
   * @throws StackException naming every problem of all of them: those of each, a stack that is
   *     given twice, a unit that is in two of them
   */
  public static List<ChosenStack> gather(List<StackOrigin> origins, List<Machine> machines)
      throws StackException {
    StackGathering gathering = new StackGathering();
    for (StackOrigin origin : origins) {
      try {
        gathering.chosen.addAll(taken(origin, machines));
      } catch (StackException e) {
        gathering.errors.addAll(e.findings());
      }
    }
    gathering.refuseSameNames();
    gathering.refuseSharedUnits();
    gathering.refuseSharedPaths();
    if (!gathering.errors.isEmpty()) {
      throw new StackException(gathering.errors);
    }
    return List.copyOf(gathering.chosen);
  }

  /** Whether a path has the name of a unit file, or of a unit's template. */
  public static boolean namesUnit(Path path) {
    return StackDirectory.unitName(path).isPresent();
  }

  private static List<ChosenStack> taken(StackOrigin origin, List<Machine> machines)
      throws StackException {
    return switch (origin) {
      case StackOrigin.Directory directory ->
          List.of(
              new ChosenStack(
                  StackRenderer.render(directory.source(), machines),
                  directory.source().directory().toString(),
                  Set.of()));
      case StackOrigin.UnitFiles files -> List.of(partOf(files, machines));
      case StackOrigin.Document document -> StackDocumentReader.read(document.text());
    };
  }

  private static ChosenStack partOf(StackOrigin.UnitFiles origin, List<Machine> machines)
      throws StackException {
    List<Finding> problems = new ArrayList<>();
    Set<String> components = new LinkedHashSet<>();
    for (Path file : origin.files()) {
      StackDirectory.problemWithUnitFile(file)
          .ifPresentOrElse(
              problems::add,
              () -> components.add(StackDirectory.unitName(file).orElseThrow().component()));
    }
    if (!problems.isEmpty()) {
      throw new StackException(problems);
    }
    return new ChosenStack(
        StackRenderer.render(origin.source(), machines),
        String.join(", ", origin.files().stream().map(Path::toString).toList()),
        components);
  }

  private void refuseSameNames() {
    Map<String, String> places = new HashMap<>();
    for (ChosenStack one : chosen) {
      String before = places.putIfAbsent(one.stack().name(), one.place());
      if (before != null) {
        error(
            one.place(),
            one.stack().name(),
            before.equals(one.place())
                ? "this stack is given twice"
                : "%s is this stack too".formatted(before),
            "give each stack once, or another 'name:' in its stack.yaml");
      }
    }
  }

  private void refuseSharedUnits() {
    Map<UnitName, StackUnit> units = new HashMap<>();
    Map<UnitName, String> stacks = new HashMap<>();
    for (ChosenStack one : chosen) {
      String name = one.stack().name();
      for (StackUnit unit : one.stack().units()) {
        StackUnit before = units.putIfAbsent(unit.name(), unit);
        String stack = stacks.putIfAbsent(unit.name(), name);
        // Of a stack that is given twice enough is said.
        if (before != null && !name.equals(stack)) {
          error(
              unit.source(),
              unit.name().text(),
              "stack %s has this unit too, from %s".formatted(stack, before.source()),
              "a unit belongs to one stack");
        }
      }
    }
  }

  /** What two stacks would put at one path of a machine. */
  private void refuseSharedPaths() {
    if (errors.isEmpty() && chosen.size() > 1) {
      List<StackUnit> all = chosen.stream().flatMap(one -> one.stack().units().stream()).toList();
      errors.addAll(StackLint.carriedPaths(all));
      errors.addAll(StackLint.secretPaths(all));
    }
  }

  private void error(String place, String text, String reason, String suggestion) {
    errors.add(Finding.error(place, 0, text, reason, suggestion));
  }
}
