package io.fleetk.stack;

import io.fleetk.fleet.Machine;
import io.fleetk.unit.Finding;
import io.fleetk.unit.SameReading;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitParseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Formats unit files, their templates and {@code stack.yaml}, so that nobody reads anything else in
 * them than before: neither hash of a unit changes, nor what systemd sees, nor any value.
 */
public final class Formatting {
  private static final Pattern HEADER = Pattern.compile("(?m)^\\s*\\[[^\\[\\]{},\"]+\\]\\s*$");
  private static final Machine MACHINE =
      new Machine(
          "0123456789abcdef0123456789abcdef",
          "192.0.2.1",
          Map.of(),
          true,
          false,
          "",
          Optional.empty());

  private final List<File> files = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Path, Optional<Map<String, Object>>> values = new HashMap<>();

  private Formatting() {}

  /**
   * A file that could be formatted.
   *
   * @param path the file
   * @param before its text
   * @param after its text once it is formatted
   */
  public record File(Path path, String before, String after) {
    /** Whether there is anything to change. */
    public boolean changes() {
      return !before.equals(after);
    }
  }

  /**
   * Formats what lies at some places; writes nothing.
   *
   * @param places stack directories, unit files, templates and {@code stack.yaml}s
   */
  public static Formatting of(List<Path> places) {
    Formatting formatting = new Formatting();
    places.stream().distinct().forEach(formatting::add);
    return formatting;
  }

  /**
   * Formats a text that lies in no file; what it is shows by itself: a unit file has sections.
   *
   * @throws StackException when it cannot be read
   */
  public static String ofText(String text) throws StackException {
    String file = StackOrigin.STANDARD_INPUT;
    try {
      if (!HEADER.matcher(text).find()) {
        return YamlLayout.of(file, text);
      }
      if (!text.contains("{{") && !text.contains("{%") && !text.contains("{#")) {
        return unit(file, text);
      }
      return UnitLayout.ofTemplate(file, text);
    } catch (Refusal e) {
      throw new StackException(List.of(e.finding()));
    }
  }

  /** The files that could be formatted, changed or not. */
  public List<File> files() {
    return List.copyOf(files);
  }

  /** What is wrong with those that could not. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  private void add(Path place) {
    if (!Files.isDirectory(place)) {
      addFile(place);
      return;
    }
    try {
      List<Finding> passedOver = new ArrayList<>();
      StackDirectory directory = StackDirectory.list(place, passedOver);
      passedOver.stream().filter(Finding::isError).forEach(findings::add);
      Path manifest = place.resolve(Manifest.FILE);
      if (Files.exists(manifest)) {
        addFile(manifest);
      }
      directory.units().forEach(unit -> addFile(unit.path()));
    } catch (Refusal e) {
      findings.add(e.finding());
    }
  }

  private void addFile(Path path) {
    String file = path.toString();
    boolean manifest = path.endsWith(Manifest.FILE);
    Optional<Finding> problem =
        manifest ? Optional.empty() : StackDirectory.problemWithUnitFile(path);
    if (problem.isPresent()) {
      findings.add(problem.get());
      return;
    }
    try {
      Path parent = path.getParent() == null ? Path.of(".") : path.getParent();
      String text = SourceFiles.readWithin(parent, path);
      String after =
          manifest
              ? YamlLayout.of(file, text)
              : file.endsWith(StackDirectory.TEMPLATE_SUFFIX)
                  ? template(parent, file, text)
                  : unit(file, text);
      if (files.stream().noneMatch(known -> known.path().equals(path))) {
        files.add(new File(path, text, after));
      }
    } catch (Refusal e) {
      findings.add(e.finding());
    }
  }

  private static String unit(String file, String text) throws Refusal {
    try {
      UnitFile.parse(text);
    } catch (UnitParseException e) {
      String shown = text.lines().skip(Math.max(0, e.line() - 1)).findFirst().orElse("").strip();
      throw new Refusal(file, e.line(), shown, e.getMessage(), "");
    }
    String after = UnitLayout.ofUnit(file, text);
    checkSame(file, text, after);
    return after;
  }

  /** Whatever the values are, a template is laid out safely; with those at hand it is tried. */
  private String template(Path directory, String file, String text) throws Refusal {
    String after = UnitLayout.ofTemplate(file, text);
    if (after.equals(text)) {
      return after;
    }
    Optional<Map<String, Object>> known =
        values.computeIfAbsent(directory, Formatting::defaultValues);
    if (known.isPresent()) {
      for (List<Machine> machines : List.of(List.<Machine>of(), List.of(MACHINE))) {
        Map<String, Object> with = new TreeMap<>(known.get());
        with.put(TemplateRenderer.MACHINES, Values.facts(machines));
        TemplateRenderer renderer = new TemplateRenderer(with);
        Optional<String> rendered = rendered(renderer, file, text);
        if (rendered.isPresent()) {
          checkSame(file, rendered.get(), renderer.render(file, after).text());
        }
      }
    }
    return after;
  }

  private static Optional<Map<String, Object>> defaultValues(Path directory) {
    List<Finding> problems = new ArrayList<>();
    Map<String, Object> values =
        Values.of(
            StackSource.of(directory), Manifest.read(directory, problems), List.of(), problems);
    return problems.stream().anyMatch(Finding::isError) ? Optional.empty() : Optional.of(values);
  }

  private static Optional<String> rendered(TemplateRenderer renderer, String file, String text) {
    try {
      return Optional.of(renderer.render(file, text).text());
    } catch (Refusal e) {
      // It wants other values than the stack's own.
      return Optional.empty();
    }
  }

  private static void checkSame(String file, String readBefore, String readAfter) throws Refusal {
    if (!SameReading.of(readBefore, readAfter)) {
      throw new Refusal(
          file,
          0,
          "",
          "formatted it would not be read as it is now, so it is left as it is",
          "'fleetk lint' tells what is unusual about it");
    }
  }
}
