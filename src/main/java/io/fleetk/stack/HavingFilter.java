package io.fleetk.stack;

import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Picks the machines that have some metadata: {@code machines | having("role=master")}, as {@code
 * MachineMetadata=role=master} would.
 */
final class HavingFilter implements Filter {
  @Override
  public List<String> getArgumentNames() {
    return List.of("metadata");
  }

  @Override
  public Object apply(
      Object input,
      Map<String, Object> arguments,
      PebbleTemplate self,
      EvaluationContext context,
      int line) {
    String wanted = String.valueOf(arguments.get("metadata"));
    int equals = wanted.indexOf('=');
    if (!(input instanceof Iterable<?> machines) || equals <= 0) {
      throw new PebbleException(
          null,
          "'having' picks machines by metadata: machines | having(\"role=master\")",
          line,
          self.getName());
    }
    List<Object> having = new ArrayList<>();
    for (Object machine : machines) {
      if (machine instanceof Map<?, ?> facts
          && facts.get("metadata") instanceof Map<?, ?> metadata
          && wanted.substring(equals + 1).equals(metadata.get(wanted.substring(0, equals)))) {
        having.add(machine);
      }
    }
    return having;
  }
}
