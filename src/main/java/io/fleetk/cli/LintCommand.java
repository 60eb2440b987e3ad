package io.fleetk.cli;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.Secret;
import io.fleetk.stack.Linter;
import io.fleetk.stack.LocatedUnit;
import io.fleetk.stack.StackException;
import io.fleetk.unit.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk lint}: everything that is wrong with stacks and unit files. */
@Command(
    name = "lint",
    header = "Tell everything that is wrong with stacks and unit files.",
    description = {
      "Tells everything that is wrong with stacks and unit files at once, a line each: where, the",
      "text, why, and what to do. Exits 0 when there is nothing but warnings, else 2."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk lint units/",
      "  fleetk lint units/ --set kubernetes.version=v1.34.3",
      "  fleetk lint hello.service web@.service",
      "  fleetk lint units/ --systemd    with systemd's own verdict"
    })
final class LintCommand extends FleetkCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "DIR|FILE|-",
      description = "stack directories; unit files; or - for what 'fleetk render -o yaml' prints")
  private List<String> places = new ArrayList<>();

  @Mixin private ValueArguments values;

  @Mixin private OutputFormat output;

  @Option(
      names = "--systemd",
      description =
          "add the verdict of this machine's systemd ('systemd-analyze verify'), but for what only"
              + " this machine lacks")
  private boolean systemd;

  @Override
  public Integer call() throws StackException, IOException {
    List<String> given =
        places.isEmpty() ? List.of(StackArguments.directoryOtherwise(this).toString()) : places;
    Optional<String> input = input(given);
    List<Path> paths = given.stream().filter(LintCommand::isPath).map(Path::of).toList();
    Optional<SystemdLint> asked =
        systemd ? Optional.of(SystemdLint.here(surroundings().environment())) : Optional.empty();
    boolean alone = paths.stream().allMatch(LintCommand::standsAlone);
    List<Machine> members = values.machines(() -> alone ? List.of() : membersIfAny());
    Optional<List<Secret>> secrets =
        values.namesMachines() || (alone && input.isEmpty()) ? Optional.empty() : secretsIfAny();
    var findings = new ArrayList<Finding>();
    input.ifPresent(text -> findings.addAll(Linter.lintDocument(text, secrets)));
    for (Path path : paths) {
      findings.addAll(
          Files.isDirectory(path)
              ? Linter.lint(values.source(path), members, secrets)
              : Linter.lintFile(path, members));
    }
    if (asked.isPresent()) {
      ask(asked.get(), input, paths, members);
      findings.addAll(asked.get().findings());
    }
    long errors = findings.stream().filter(Finding::isError).count();
    switch (output.form()) {
      case JSON, YAML -> output.document(findings).forEach(out()::println);
      case NAME -> findings.stream().map(Finding::file).distinct().forEach(out()::println);
      case TABLE, WIDE -> {
        Paint paint = paint();
        findings.forEach(
            finding ->
                out()
                    .println(
                        paint.text(finding.isError() ? Tone.BAD : Tone.WARN, finding.toString())));
        out().flush();
        note(sum((int) errors, findings.size() - (int) errors));
        asked.ifPresent(
            verdict ->
                note(
                    verdict
                        .summary()
                        .orElse("systemd was not asked: it can be, once the errors are mended")));
      }
    }
    return errors == 0 ? ExitCode.OK : ExitCode.USAGE;
  }

  private static String sum(int errors, int warnings) {
    return errors + warnings == 0
        ? "nothing to complain about"
        : "%s, %s".formatted(Plural.of(errors, "error"), Plural.of(warnings, "warning"));
  }

  /** What comes from standard input, where that is given. */
  private Optional<String> input(List<String> given) throws IOException {
    if (given.stream().allMatch(LintCommand::isPath)) {
      return Optional.empty();
    }
    if (values.isGiven() || given.stream().filter(place -> !isPath(place)).count() > 1) {
      throw CommandFailure.badInput(
          "'-' is given once and without -f, --set and --machines: what comes from there is"
              + " rendered already");
    }
    return Optional.of(StackArguments.standardInput(this));
  }

  private static boolean isPath(String place) {
    return !place.equals(StackArguments.STANDARD_INPUT);
  }

  private void ask(
      SystemdLint asked, Optional<String> input, List<Path> paths, List<Machine> members)
      throws IOException {
    if (input.isPresent()) {
      asked.ask(Linter.unitsOfDocument(input.get()));
    }
    var loose = new ArrayList<LocatedUnit>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        asked.ask(Linter.units(values.source(path), members));
      } else {
        loose.addAll(Linter.unitsOfFile(path, members));
      }
    }
    asked.ask(loose);
  }

  /** The fleet's secrets; empty where there is no fleet, or it keeps none. */
  private Optional<List<Secret>> secretsIfAny() throws IOException {
    Optional<Fleet> fleet = fleetIfAny();
    if (fleet.isEmpty()) {
      return Optional.empty();
    }
    try (Fleet asked = fleet.get()) {
      return Secrets.listIfAny(asked);
    }
  }

  private static boolean standsAlone(Path path) {
    return !Files.isDirectory(path) && !path.toString().endsWith(".peb");
  }
}
