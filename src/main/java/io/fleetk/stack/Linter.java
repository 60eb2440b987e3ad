package io.fleetk.stack;

import io.fleetk.fleet.Machine;
import io.fleetk.fleet.Secret;
import io.fleetk.unit.Finding;
import io.fleetk.unit.Lint;
import io.fleetk.unit.UnitName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says everything that is wrong with a stack's directory, or with one unit file. */
public final class Linter {
  private Linter() {}

  /**
   * What is to be said of a stack.
   *
   * @param machines the value {@code machines}
   * @param secrets the fleet's secrets; empty when no fleet can tell
   */
  public static List<Finding> lint(
      StackSource source, List<Machine> machines, Optional<List<Secret>> secrets) {
    try {
      Stack stack = StackRenderer.render(source, machines);
      List<Finding> findings = new ArrayList<>(stack.warnings());
      secrets.ifPresent(known -> findings.addAll(StackSecrets.missing(stack, known)));
      return List.copyOf(findings);
    } catch (StackException e) {
      return e.findings();
    }
  }

  /**
   * What is to be said of one unit file. A template is rendered with the values of the stack it
   * lies in.
   *
   * @param machines the value {@code machines}
   */
  public static List<Finding> lintFile(Path file, List<Machine> machines) {
    String shown = file.toString();
    Path last = file.getFileName();
    String fileName = last == null ? "" : last.toString();
    if (fileName.endsWith(StackDirectory.TEMPLATE_SUFFIX) && Files.isRegularFile(file)) {
      Path parent = file.getParent();
      Path directory = parent == null ? Path.of(".") : parent;
      String inStack = directory.resolve(fileName).toString();
      return lint(StackSource.of(directory), machines, Optional.empty()).stream()
          .filter(finding -> finding.file().equals(inStack))
          .map(finding -> finding.at(shown, finding.line()))
          .toList();
    }
    if (!Files.exists(file)) {
      return List.of(Finding.error(shown, 0, "", "no such file or directory", "check the path"));
    }
    Optional<String> problem = UnitName.problemWith(fileName);
    if (problem.isPresent()) {
      return List.of(
          Finding.error(shown, 0, fileName, problem.get(), "name it like kubelet.service"));
    }
    try {
      return Lint.of(shown, UnitName.of(fileName), SourceFiles.read(file));
    } catch (Refusal e) {
      return List.of(e.finding());
    }
  }

  /**
   * What is to be said of a rendered document, as it comes from a pipe.
   *
   * @param secrets the fleet's secrets; empty when no fleet can tell
   */
  public static List<Finding> lintDocument(String text, Optional<List<Secret>> secrets) {
    List<Finding> findings = new ArrayList<>();
    try {
      for (ChosenStack chosen : StackDocumentReader.read(text)) {
        findings.addAll(chosen.warnings());
        secrets.ifPresent(known -> findings.addAll(StackSecrets.missing(chosen.stack(), known)));
      }
    } catch (StackException e) {
      findings.addAll(e.findings());
    }
    return List.copyOf(findings);
  }

  /**
   * The units of a stack's directory, for others to look at; none when it cannot be used, which
   * {@link #lint} tells.
   */
  public static List<LocatedUnit> units(StackSource source, List<Machine> machines) {
    try {
      return StackRenderer.locate(source, machines);
    } catch (StackException e) {
      return List.of();
    }
  }

  /** The units that one file makes; none when it cannot be used, which {@link #lintFile} tells. */
  public static List<LocatedUnit> unitsOfFile(Path file, List<Machine> machines) {
    String shown = file.toString();
    if (shown.endsWith(StackDirectory.TEMPLATE_SUFFIX)) {
      Path directory = file.getParent() == null ? Path.of(".") : file.getParent();
      String inStack = directory.resolve(file.getFileName()).toString();
      return units(StackSource.of(directory), machines).stream()
          .filter(unit -> unit.file().equals(inStack))
          .toList();
    }
    try {
      Optional<UnitName> name = StackDirectory.unitName(file);
      return name.isEmpty()
          ? List.of()
          : List.of(LocatedUnit.literal(name.get(), SourceFiles.read(file), shown));
    } catch (Refusal e) {
      return List.of();
    }
  }

  /** The units of a rendered document; none when it cannot be used. */
  public static List<LocatedUnit> unitsOfDocument(String text) {
    try {
      return StackDocumentReader.read(text).stream()
          .flatMap(chosen -> chosen.units().stream())
          .map(
              unit ->
                  LocatedUnit.literal(
                      unit.name(), unit.content().file().text(), unit.name().text()))
          .toList();
    } catch (StackException e) {
      return List.of();
    }
  }
}
