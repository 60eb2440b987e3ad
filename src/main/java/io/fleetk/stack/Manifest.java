package io.fleetk.stack;

import io.fleetk.unit.Finding;
import io.fleetk.unit.Nearest;
import io.fleetk.unit.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A stack's {@code stack.yaml}: its {@code name} and its default {@code values}. Without one the
 * stack is named after its directory and has no values.
 *
 * @param name the stack's name
 * @param values default values, nulls included
 */
record Manifest(String name, Map<String, Object> values) {
  /** The name of the file. */
  static final String FILE = "stack.yaml";

  private static final List<String> KEYS = List.of("name", "values");

  /** Reads the manifest of a directory; tells what is wrong with it, and goes on without that. */
  static Manifest read(Path directory, List<Finding> findings) {
    Path file = directory.resolve(FILE);
    Path last = directory.toAbsolutePath().normalize().getFileName();
    String directoryName = last == null ? "" : last.toString();
    if (!Files.exists(file)) {
      if (!Policy.isStackName(directoryName)) {
        findings.add(
            Finding.error(
                directory.toString(),
                0,
                directoryName,
                "the directory's name is no name for a stack",
                "add a stack.yaml with 'name: …' of lower-case letters, digits, '-' and '.'"));
      }
      return new Manifest(directoryName, Map.of());
    }
    try {
      YamlDocument document =
          YamlDocument.parse(file.toString(), SourceFiles.readWithin(directory, file));
      return new Reading(document, findings).manifest(directoryName);
    } catch (Refusal e) {
      findings.add(e.finding());
      return new Manifest(directoryName, Map.of());
    }
  }

  private record Reading(YamlDocument document, List<Finding> findings) {
    Manifest manifest(String directoryName) {
      if (document.root() == null) {
        return new Manifest(directoryName, Map.of());
      }
      Map<String, Object> root =
          Values.mapping(document, "", document.root(), findings, "name: … and values: …");
      for (String key : root.keySet()) {
        if (!KEYS.contains(key)) {
          error(key, key, "no such key in stack.yaml", unknownKey(key));
        }
      }
      Object name = root.getOrDefault("name", directoryName);
      if (!(name instanceof String text) || !Policy.isStackName(text)) {
        error(
            "name",
            String.valueOf(name),
            "no name for a stack",
            "use lower-case letters, digits, '-' and '.'");
        return new Manifest(directoryName, Map.of());
      }
      Object values = root.get("values");
      return new Manifest(
          text,
          values == null
              ? Map.of()
              : Values.mapping(document, "values", values, findings, "values: {name: value}"));
    }

    private static String unknownKey(String key) {
      return Nearest.suggestionOr(key, KEYS, "values stand below 'values:'");
    }

    private void error(String path, String text, String reason, String suggestion) {
      findings.add(Finding.error(document.file(), document.line(path), text, reason, suggestion));
    }
  }
}
