package io.fleetk.unit;

import io.fleetk.unit.UnitParser.Located;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks {@code [X-Fleetk]}. */
final class PolicyLint {
  private final LintedUnit unit;
  private final UnitFile file;

  private PolicyLint(LintedUnit unit) {
    this.unit = unit;
    this.file = unit.file();
  }

  static void check(LintedUnit unit) {
    PolicyLint lint = new PolicyLint(unit);
    lint.checkNames();
    for (PolicyReader.Problem problem : PolicyReader.problems(unit.name(), lint.file)) {
      unit.error(unit.options().get(problem.index()), problem.reason(), "");
    }
    lint.checkInstances();
    lint.checkReadiness();
    lint.checkPaths();
  }

  private void checkNames() {
    for (Located at : unit.section(Policy.SECTION)) {
      String name = at.option().name();
      if (!PolicyReader.OPTIONS.contains(name)) {
        boolean elsewhere = PlacementLint.OPTIONS.contains(name);
        unit.error(
            at,
            elsewhere ? "belongs to [X-Fleet]" : "no such option in [X-Fleetk]",
            elsewhere ? "move it there" : Nearest.suggestion(name, PolicyReader.OPTIONS));
      }
    }
  }

  private void checkInstances() {
    boolean template = unit.name().isTemplate();
    List<Located> instances = unit.named(Policy.SECTION, "Instances");
    if (!template) {
      for (Located at : instances) {
        unit.error(
            at,
            "%s is no template, so it has no instances".formatted(unit.name()),
            "name the file %s@.%s".formatted(unit.name().prefix(), unit.name().type()));
      }
    } else if (Policy.of(unit.name(), file).instances().isEmpty()) {
      unit.last(Policy.SECTION, "DesiredState")
          .filter(at -> !at.option().value().equals("inactive"))
          .ifPresent(
              at ->
                  unit.warning(
                      at,
                      "a template is never started itself",
                      "say how many instances there should be: Instances="));
    }
  }

  private void checkReadiness() {
    Readiness readiness = Policy.of(unit.name(), file).readiness();
    boolean https =
        readiness.checks().stream()
            .anyMatch(
                check -> check instanceof ReadyCheck.Http http && http.scheme().equals("https"));
    if (!https) {
      unit.last(Policy.SECTION, "ReadyCA")
          .filter(at -> !at.option().value().isBlank())
          .ifPresent(
              at -> unit.warning(at, "there is no ReadyHTTP=https://… to verify", "remove it"));
    }
  }

  private void checkPaths() {
    Policy policy = Policy.of(unit.name(), file);
    List<String> paths = new ArrayList<>();
    policy.files().forEach(carried -> paths.add(carried.path()));
    policy.secrets().forEach(secret -> paths.add(secret.path()));
    Set<String> seen = new HashSet<>();
    for (String path : paths) {
      if (!seen.add(path)) {
        unit.section(Policy.SECTION).stream()
            .filter(at -> unit.name().expand(at.option().value()).startsWith(path + " "))
            .reduce((before, after) -> after)
            .ifPresent(at -> unit.error(at, "the unit carries two files to " + path, "keep one"));
      }
    }
  }
}
