package io.fleetk.stack;

import io.fleetk.fleet.Machine;
import io.fleetk.unit.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a stack's templates are rendered with, for others that need to know the same.
 *
 * @param stack the stack's name
 * @param values the values, but for the machines
 */
public record StackValues(String stack, Map<String, Object> values) {
  /** Copies the map. */
  public StackValues {
    values = Collections.unmodifiableMap(values);
  }

  /**
   * Gathers a stack's values; renders nothing.
   *
   * @throws StackException naming every problem with them
   */
  public static StackValues of(StackSource source) throws StackException {
    List<Finding> findings = new ArrayList<>();
    try {
      StackDirectory.list(source.directory(), findings);
    } catch (Refusal e) {
      findings.add(e.finding());
      throw new StackException(findings);
    }
    Manifest manifest = Manifest.read(source.directory(), findings);
    Map<String, Object> values = Values.of(source, manifest, List.of(), findings);
    if (findings.stream().anyMatch(Finding::isError)) {
      throw new StackException(findings);
    }
    values.remove(TemplateRenderer.MACHINES);
    return new StackValues(manifest.name(), values);
  }

  /**
   * The text at a path such as {@code network.domain}; empty when there is none, or it is empty.
   */
  public Optional<String> text(String path) {
    return at(path)
        .filter(value -> !(value instanceof Map) && !(value instanceof List))
        .map(Object::toString)
        .filter(text -> !text.isEmpty());
  }

  /** The texts of the list at a path; none when there is no list. */
  public List<String> texts(String path) {
    return at(path)
        .filter(List.class::isInstance)
        .map(list -> ((List<?>) list).stream().map(String::valueOf).toList())
        .orElse(List.of());
  }

  private Optional<Object> at(String path) {
    Object found = values;
    for (String step : path.split("\\.", -1)) {
      found = found instanceof Map<?, ?> mapping ? mapping.get(step) : null;
    }
    return Optional.ofNullable(found);
  }

  /**
   * The machines that have some metadata, as templates ask for them.
   *
   * @param metadata such as {@code role=master}
   */
  public static List<Machine> having(List<Machine> machines, String metadata) {
    int equals = metadata.indexOf('=');
    return machines.stream()
        .filter(
            machine ->
                equals > 0
                    && metadata
                        .substring(equals + 1)
                        .equals(machine.metadata().get(metadata.substring(0, equals))))
        .toList();
  }
}
