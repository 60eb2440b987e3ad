package io.fleetk.cli;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.Secret;
import io.fleetk.stack.Linter;
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
      "  fleetk lint units/ -f production.yaml --machines machines.yaml",
      "  fleetk lint /etc/systemd/system/*.service"
    })
final class LintCommand extends FleetkCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "DIR|FILE",
      description = "stack directories, or unit files")
  private List<Path> paths = new ArrayList<>();

  @Mixin private ValueArguments values;

  @Mixin private OutputFormat output;

  @Override
  public Integer call() throws StackException, IOException {
    List<Machine> members = values.machines(this::members);
    Optional<List<Secret>> secrets = secretsIfAny();
    var findings = new ArrayList<Finding>();
    for (Path path : paths) {
      findings.addAll(
          Files.isDirectory(path)
              ? Linter.lint(values.source(path), members, secrets)
              : Linter.lintFile(path, members));
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
      }
    }
    return errors == 0 ? ExitCode.OK : ExitCode.USAGE;
  }

  private static String sum(int errors, int warnings) {
    return errors + warnings == 0
        ? "nothing to complain about"
        : "%s, %s".formatted(Plural.of(errors, "error"), Plural.of(warnings, "warning"));
  }

  /** The fleet's secrets; empty where no fleet is asked, or it keeps none. */
  private Optional<List<Secret>> secretsIfAny() throws IOException {
    if (values.namesMachines() || paths.stream().allMatch(LintCommand::standsAlone)) {
      return Optional.empty();
    }
    Optional<Fleet> fleet = fleetIfAny();
    if (fleet.isEmpty()) {
      return Optional.empty();
    }
    try (Fleet asked = fleet.get()) {
      return asked.extensions().flatMap(FleetExtensions::secrets).map(FleetSecrets::list);
    }
  }

  private List<Machine> members() throws IOException {
    return paths.stream().allMatch(LintCommand::standsAlone) ? List.of() : membersIfAny();
  }

  private static boolean standsAlone(Path path) {
    return !Files.isDirectory(path) && !path.toString().endsWith(".peb");
  }
}
