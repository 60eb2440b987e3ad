package io.fleetk.stack;

import io.fleetk.fleet.Machine;
import io.fleetk.unit.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What templates are rendered with: the manifest's defaults, then each values file, then each
 * {@code --set}, as Helm orders them. Mappings are merged, everything else is replaced, and null
 * removes a value, so that no template ever meets one.
 */
final class Values {
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final List<Finding> findings;

  private Values(List<Finding> findings) {
    this.findings = findings;
  }

  /** Gathers the values; tells what is wrong with them, and goes on without that. */
  static Map<String, Object> of(
      StackSource source, Manifest manifest, List<Machine> machines, List<Finding> findings) {
    Values gathered = new Values(findings);
    String manifestFile = source.directory().resolve(Manifest.FILE).toString();
    gathered.merge(manifestFile, "", gathered.values, manifest.values());
    for (Path file : source.valueFiles()) {
      gathered.mergeFile(file);
    }
    for (String set : source.sets()) {
      try {
        SetExpression.apply(set, gathered.values);
      } catch (Refusal e) {
        findings.add(e.finding());
      }
    }
    gathered.refuseNulls("", gathered.values);
    if (gathered.values.containsKey(TemplateRenderer.MACHINES)) {
      findings.add(
          Finding.error(
              manifestFile,
              0,
              TemplateRenderer.MACHINES,
              "this value is the fleet's list of machines",
              "rename yours, or give a list of machines by --machines"));
    }
    gathered.values.put(TemplateRenderer.MACHINES, facts(machines));
    return gathered.values;
  }

  /**
   * A mapping out of a document; empty, with a finding, when there is something else.
   *
   * @param example what a mapping looks like here
   */
  // Every key that YamlDocument makes is a text.
  @SuppressWarnings("unchecked")
  static Map<String, Object> mapping(
      YamlDocument document, String path, Object value, List<Finding> findings, String example) {
    if (value instanceof Map<?, ?> mapping) {
      return (Map<String, Object>) mapping;
    }
    findings.add(
        Finding.error(
            document.file(),
            document.line(path),
            path,
            "a %s where a mapping is expected".formatted(value instanceof List ? "list" : "text"),
            "write " + example));
    return Map.of();
  }

  private void mergeFile(Path file) {
    try {
      YamlDocument document = YamlDocument.parse(file.toString(), SourceFiles.read(file));
      if (document.root() != null) {
        merge(
            document.file(),
            "",
            values,
            mapping(document, "", document.root(), findings, "name: value"));
      }
    } catch (Refusal e) {
      findings.add(e.finding());
    }
  }

  @SuppressWarnings("unchecked")
  private void merge(
      String file, String path, Map<String, Object> target, Map<String, Object> over) {
    over.forEach(
        (key, value) -> {
          Object before = target.get(key);
          String at = YamlDocument.path(path, key);
          switch (value) {
            case null -> target.remove(key);
            case Map<?, ?> mapping -> {
              Map<String, Object> merged =
                  before instanceof Map<?, ?>
                      ? (Map<String, Object>) before
                      : new LinkedHashMap<String, Object>();
              merge(file, at, merged, (Map<String, Object>) mapping);
              target.put(key, merged);
            }
            default -> {
              if (before instanceof Map) {
                findings.add(
                    Finding.warning(file, 0, at, "replaces a whole mapping by a single value", ""));
              }
              target.put(key, value instanceof List<?> list ? copy(list) : value);
            }
          }
        });
  }

  /** A copy that can be changed by {@code --set}. */
  private static List<Object> copy(List<?> list) {
    List<Object> copy = new ArrayList<>();
    list.forEach(
        item ->
            copy.add(
                switch (item) {
                  case List<?> nested -> copy(nested);
                  case Map<?, ?> mapping -> new LinkedHashMap<Object, Object>(mapping);
                  case null -> null;
                  default -> item;
                }));
    return copy;
  }

  /** Null in a mapping removes; in a list there is nothing to remove, so it is a mistake. */
  private void refuseNulls(String path, Object value) {
    switch (value) {
      case Map<?, ?> mapping -> {
        mapping.values().removeIf(item -> item == null);
        mapping.forEach((key, item) -> refuseNulls(YamlDocument.path(path, key.toString()), item));
      }
      case List<?> list -> {
        for (int at = 0; at < list.size(); at++) {
          refuseNulls(path + "[" + at + "]", list.get(at));
        }
      }
      case null ->
          findings.add(
              Finding.error(
                  "values", 0, path, "a null in a list stands for nothing", "give it a value"));
      default -> {
        // A value that can be printed.
      }
    }
  }

  /** The machines as templates see them. */
  static List<Map<String, Object>> facts(List<Machine> machines) {
    return machines.stream()
        .sorted(Comparator.comparing(Machine::id))
        .map(
            machine ->
                Map.<String, Object>of(
                    "id", machine.id(),
                    "ip", machine.address(),
                    "metadata", machine.metadata()))
        .toList();
  }
}
