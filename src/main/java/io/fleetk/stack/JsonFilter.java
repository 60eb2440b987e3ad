package io.fleetk.stack;

import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints a value, a list or a mapping too, as JSON on one line, which YAML can hold, and TOML but
 * for mappings.
 */
final class JsonFilter implements Filter {
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public List<String> getArgumentNames() {
    return List.of();
  }

  @Override
  public Object apply(
      Object input,
      Map<String, Object> arguments,
      PebbleTemplate self,
      EvaluationContext context,
      int line) {
    // A null stays one, so that printing it is the error that it is everywhere.
    return input == null ? null : JSON.writeValueAsString(input);
  }
}
