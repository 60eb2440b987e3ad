package io.fleetk.stack;

import io.fleetk.unit.Finding;
import io.fleetk.unit.Nearest;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a stack's directory: which of them are units, and what they carry. */
final class StackDirectory {
  /** The suffix that makes a file a template. */
  static final String TEMPLATE_SUFFIX = ".peb";

  private static final String FILES = "files";

  /**
   * A unit's file.
   *
   * @param path where it lies
   * @param name the unit that it makes
   */
  record UnitPath(Path path, UnitName name) {
    boolean isTemplate() {
      return path.getFileName().toString().endsWith(TEMPLATE_SUFFIX);
    }
  }

  private final Path directory;
  private final List<UnitPath> units = new ArrayList<>();

  private StackDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Lists a directory; tells of files that are passed over.
   *
   * @throws Refusal when there is no such directory, or no unit in it
   */
  static StackDirectory list(Path directory, List<Finding> findings) throws Refusal {
    String shown = directory.toString();
    if (!Files.exists(directory)) {
      throw new Refusal(shown, 0, "", "no such directory", "check the path");
    }
    if (!Files.isDirectory(directory)) {
      throw new Refusal(shown, 0, "", "not a directory", "name the directory that holds the units");
    }
    StackDirectory listed = new StackDirectory(directory);
    try (Stream<Path> entries = Files.list(directory)) {
      entries.sorted().forEach(entry -> listed.add(entry, findings));
    } catch (IOException e) {
      throw new Refusal(shown, 0, "", "cannot be read: " + e.getMessage(), "");
    }
    if (listed.units.isEmpty() && findings.stream().noneMatch(Finding::isError)) {
      throw new Refusal(shown, 0, "", "holds no unit file", "add one, such as kubelet.service.peb");
    }
    return listed;
  }

  /** The unit that a file makes, by the file's name; empty when that is no unit file's. */
  static Optional<UnitName> unitName(Path file) {
    String name = withoutSuffix(lastName(file));
    return UnitName.problemWith(name).isEmpty() ? Optional.of(UnitName.of(name)) : Optional.empty();
  }

  /** Why a file cannot stand for a unit of the stack in its directory; empty when it can. */
  static Optional<Finding> problemWithUnitFile(Path file) {
    String shown = file.toString();
    if (!Files.exists(file)) {
      return Optional.of(
          Finding.error(shown, 0, "", "no such file or directory", "check the path"));
    }
    return UnitName.problemWith(withoutSuffix(lastName(file)))
        .map(
            problem ->
                Finding.error(
                    shown,
                    0,
                    lastName(file),
                    "no unit file: " + problem,
                    "give a stack's directory, or its unit files, such as web@.service.peb"));
  }

  private static String lastName(Path file) {
    Path last = file.getFileName();
    return last == null ? "" : last.toString();
  }

  private static String withoutSuffix(String file) {
    return file.endsWith(TEMPLATE_SUFFIX)
        ? file.substring(0, file.length() - TEMPLATE_SUFFIX.length())
        : file;
  }

  /** The units' files, by name. */
  List<UnitPath> units() {
    return units;
  }

  private void add(Path entry, List<Finding> findings) {
    String file = entry.getFileName().toString();
    if (file.equals(FILES) || file.equals(Manifest.FILE)) {
      return;
    }
    if (Files.isDirectory(entry)) {
      findings.add(passedOver(entry, "", "subfolders are not read", "move its units up"));
      return;
    }
    String name = withoutSuffix(file);
    String type = name.substring(name.lastIndexOf('.') + 1);
    if (!name.contains(".") || !UnitName.types().contains(type)) {
      findings.add(passedOver(entry, "", "not a unit file, so it is passed over", hint(file)));
      return;
    }
    Optional<String> problem = UnitName.problemWith(name);
    if (problem.isPresent()) {
      findings.add(
          Finding.error(
              entry.toString(), 0, name, problem.get(), "rename the file, or move it away"));
    } else {
      units.add(new UnitPath(entry, UnitName.of(name)));
    }
  }

  private static Finding passedOver(Path entry, String text, String reason, String suggestion) {
    return Finding.warning(entry.toString(), 0, text, reason, suggestion);
  }

  private static String hint(String file) {
    if (file.equals("stack.yml")) {
      return "did you mean 'stack.yaml'?";
    }
    String type = file.substring(file.lastIndexOf('.') + 1);
    return file.contains(".")
        ? Nearest.to(type, UnitName.types())
            .map(near -> "did you mean '%s.%s'?".formatted(stem(file), near))
            .orElse("")
        : "";
  }

  private static String stem(String file) {
    return file.substring(0, file.lastIndexOf('.'));
  }

  /**
   * The file that {@code File=} names by its place in the directory.
   *
   * @throws Refusal when it does not lie below {@code files/}, or is not there; without a place
   */
  Path carried(String source) throws Refusal {
    Path file = directory.resolve(source).normalize();
    Path files = directory.resolve(FILES).normalize();
    if (!file.startsWith(files) || file.equals(files)) {
      throw new Refusal(
          directory.toString(),
          0,
          source,
          "carried files lie below %s/ and nowhere else".formatted(files),
          "put a copy there");
    }
    if (!Files.exists(file)) {
      throw new Refusal(
          directory.toString(),
          0,
          source,
          "there is no file %s".formatted(file),
          nearest(source, files));
    }
    return file;
  }

  /** Where carried files must lie, links followed. */
  Path files() {
    return directory.resolve(FILES);
  }

  private String nearest(String source, Path files) {
    if (!Files.isDirectory(files)) {
      return "";
    }
    try (Stream<Path> all = Files.walk(files)) {
      List<String> names =
          all.filter(Files::isRegularFile)
              .map(path -> directory.relativize(path).toString())
              .toList();
      String asTemplate = source + TEMPLATE_SUFFIX;
      return names.contains(asTemplate)
          ? "did you mean '%s'?".formatted(asTemplate)
          : Nearest.suggestion(source, names);
    } catch (IOException e) {
      return "";
    }
  }
}
