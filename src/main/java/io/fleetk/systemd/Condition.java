package io.fleetk.systemd;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A {@code Condition…=} or {@code Assert…=} on a path (systemd.unit(5)). Other kinds ask for things
 * that a simulated machine has no opinion on, and hold.
 *
 * @param option as the file has it, such as {@code ConditionPathExists}
 * @param value as the file has it
 * @param path what should exist
 * @param negated whether it should not
 * @param triggering whether it is enough that one of these holds ({@code |})
 */
record Condition(String option, String value, String path, boolean negated, boolean triggering) {
  private static final Set<String> ON_PATHS =
      Set.of(
          "pathexists", "pathisdirectory", "directorynotempty", "filenotempty", "fileisexecutable");

  static Optional<Condition> of(String option, String value) {
    String kind = option.replaceFirst("^(Condition|Assert)", "").toLowerCase(Locale.ROOT);
    if (!ON_PATHS.contains(kind)) {
      return Optional.empty();
    }
    String rest = value.strip();
    boolean triggering = rest.startsWith("|");
    rest = triggering ? rest.substring(1).strip() : rest;
    boolean negated = rest.startsWith("!");
    rest = negated ? rest.substring(1).strip() : rest;
    return rest.startsWith("/")
        ? Optional.of(new Condition(option, value.strip(), rest, negated, triggering))
        : Optional.empty();
  }

  private boolean holds(Predicate<String> exists) {
    return exists.test(path) != negated;
  }

  /** The condition that keeps a unit from starting; empty when nothing does. */
  static Optional<Condition> unmet(List<Condition> conditions, Predicate<String> exists) {
    Optional<Condition> must =
        conditions.stream().filter(c -> !c.triggering && !c.holds(exists)).findFirst();
    if (must.isPresent()) {
      return must;
    }
    List<Condition> either = conditions.stream().filter(Condition::triggering).toList();
    return either.stream().anyMatch(c -> c.holds(exists))
        ? Optional.empty()
        : either.stream().findFirst();
  }

  @Override
  public String toString() {
    return option + "=" + value;
  }
}
