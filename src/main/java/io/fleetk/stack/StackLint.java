package io.fleetk.stack;

import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.Finding;
import io.fleetk.unit.Nearest;
import io.fleetk.unit.Placement;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Checks what only shows when a stack's units are seen together. */
final class StackLint {
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final String stack;
  private final List<UnitDraft> drafts;
  private final List<UnitName> unreadable;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * Lint of a stack.
   *
   * @param stack its name
   * @param drafts its units
   * @param unreadable further ones, which are told of already: that they are missing is not the
   *     mistake of those who name them
   */
  StackLint(String stack, List<UnitDraft> drafts, List<UnitName> unreadable) {
    this.stack = stack;
    this.drafts = drafts;
    this.unreadable = unreadable;
  }

  /** Everything that is wrong with the units' references to each other. */
  List<Finding> references() {
    Set<String> units = new TreeSet<>();
    Set<String> components = new TreeSet<>();
    for (UnitName name : unreadable) {
      units.add(name.text());
      components.add(name.component());
    }
    for (UnitDraft draft : drafts) {
      draft.names().forEach(name -> units.add(name.text()));
      components.add(draft.name().component());
    }
    for (UnitDraft draft : drafts) {
      checkPeers(draft, units);
      checkAwaited(draft, components);
    }
    return owners();
  }

  /** Units that say that another stack owns them. */
  List<Finding> owners() {
    drafts.forEach(this::checkOwner);
    return findings;
  }

  /** Files of the directory that make the same unit. */
  static List<Finding> doubles(List<UnitDraft> drafts) {
    List<Finding> findings = new ArrayList<>();
    Map<UnitName, String> first = new HashMap<>();
    for (UnitDraft draft : drafts) {
      for (UnitName name : draft.names()) {
        String before = first.putIfAbsent(name, draft.file());
        if (before != null) {
          findings.add(
              Finding.error(
                  draft.file(),
                  0,
                  name.text(),
                  "%s makes this unit too".formatted(before),
                  "remove one of the two"));
        }
      }
    }
    return findings;
  }

  /** A cycle among the components. */
  static List<Finding> cycles(String directory, Dependencies dependencies) {
    return dependencies
        .cycle()
        .map(
            path ->
                Finding.error(
                    directory,
                    0,
                    String.join(" → ", path),
                    "these components wait for each other, so none could ever start",
                    "remove one of their Await=, MachineOf=, After=, Requires=, BindsTo= or"
                        + " Wants="))
        .map(List::of)
        .orElse(List.of());
  }

  /** Units that carry one path with different contents. */
  static List<Finding> carriedPaths(List<StackUnit> units) {
    List<Finding> findings = new ArrayList<>();
    Map<String, StackUnit> owners = new HashMap<>();
    Map<String, CarriedFile> contents = new HashMap<>();
    for (StackUnit unit : units) {
      for (CarriedFile carried : unit.content().files()) {
        CarriedFile before = contents.putIfAbsent(carried.path(), carried);
        StackUnit owner = owners.putIfAbsent(carried.path(), unit);
        if (before != null && owner != null && !before.equals(carried)) {
          findings.add(
              Finding.error(
                  unit.source(),
                  0,
                  carried.path(),
                  "%s carries another text to this path".formatted(owner.name()),
                  "two units may carry one path only with one text and mode"));
        }
      }
    }
    return findings.stream().distinct().toList();
  }

  /** Units that have one path filled with different secrets, or with a secret and a file. */
  static List<Finding> secretPaths(List<StackUnit> units) {
    List<Finding> findings = new ArrayList<>();
    Map<String, String> fillings = new HashMap<>();
    Map<String, StackUnit> owners = new HashMap<>();
    for (StackUnit unit : units) {
      unit.content()
          .files()
          .forEach(file -> fillings.putIfAbsent(file.path(), "the file " + file.path()));
      unit.content().files().forEach(file -> owners.putIfAbsent(file.path(), unit));
    }
    for (StackUnit unit : units) {
      for (Policy.SecretSpec spec : unit.policy().secrets()) {
        String filling = "the secret %s with mode %04o".formatted(spec.secret(), spec.mode());
        String before = fillings.putIfAbsent(spec.path(), filling);
        StackUnit owner = owners.putIfAbsent(spec.path(), unit);
        if (before != null && owner != null && !before.equals(filling)) {
          findings.add(
              Finding.error(
                  unit.source(),
                  0,
                  spec.path(),
                  "%s has %s delivered to this path".formatted(owner.name(), before),
                  "two units may share a path only with one secret and mode"));
        }
      }
    }
    return findings.stream().distinct().toList();
  }

  /** Where units name secrets. */
  static List<SecretUse> secretUses(List<UnitDraft> drafts) {
    List<SecretUse> uses = new ArrayList<>();
    for (UnitDraft draft : drafts) {
      List<UnitDraft.At> options = draft.options(Policy.SECTION, "Secret");
      for (UnitName name : draft.names()) {
        if (name.isTemplate()) {
          continue;
        }
        for (Policy.SecretSpec spec : Policy.of(name, draft.unit()).secrets()) {
          options.stream()
              .filter(
                  at ->
                      SPACE
                          .splitAsStream(name.expand(at.option().value()))
                          .anyMatch(spec.secret()::equals))
              .findFirst()
              .ifPresent(
                  at ->
                      uses.add(new SecretUse(spec.secret(), draft.file(), at.line(), at.shown())));
        }
      }
    }
    return uses;
  }

  private void checkPeers(UnitDraft draft, Set<String> units) {
    for (String option : List.of("MachineOf", "X-ConditionMachineOf")) {
      for (UnitDraft.At at : draft.options(Placement.SECTION, option)) {
        String peer = draft.name().expand(at.option().value().replace("\"", ""));
        if (!peer.contains(" ") && !units.contains(peer) && !instanceIsHere(draft, at, units)) {
          findings.add(
              draft.warning(
                  at,
                  "no unit %s in this stack: unless the fleet has one, this is never placed"
                      .formatted(peer),
                  Nearest.suggestion(peer, units)));
        }
      }
    }
  }

  /** Whether every instance of a template names a unit that is here. */
  private static boolean instanceIsHere(UnitDraft draft, UnitDraft.At at, Set<String> units) {
    return draft.name().isTemplate()
        && draft.names().stream()
            .map(name -> name.expand(at.option().value().replace("\"", "")))
            .allMatch(units::contains);
  }

  private void checkAwaited(UnitDraft draft, Set<String> components) {
    for (UnitDraft.At at : draft.options(Policy.SECTION, "Await")) {
      for (String word : SPACE.split(at.option().value().strip(), -1)) {
        String awaited = Dependencies.componentNamed(draft.name().expand(word));
        if (awaited.equals(draft.name().component())) {
          findings.add(draft.error(at, "a component cannot wait for itself", "remove it"));
        } else if (!awaited.isEmpty() && !components.contains(awaited)) {
          findings.add(
              draft.error(
                  at,
                  "no component '%s' in this stack".formatted(awaited),
                  Nearest.suggestion(awaited, components)));
        }
      }
    }
  }

  private void checkOwner(UnitDraft draft) {
    for (UnitDraft.At at : draft.options(Policy.SECTION, "Stack")) {
      if (!at.option().value().equals(stack)) {
        findings.add(
            draft.error(
                at,
                "the unit says that another stack owns it than '%s'".formatted(stack),
                "remove Stack=: fleetk writes it"));
      }
    }
  }
}
