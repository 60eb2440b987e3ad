package io.fleetk.stack;

import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.List;
import java.util.Map;

/**
 * Ends the rendering with a reason of the template's own: {@code {{ fail("etcd.endpoints must not
 * be empty") }}}.
 */
final class FailFunction implements Function {
  @Override
  public List<String> getArgumentNames() {
    return List.of("reason");
  }

  @Override
  public Object execute(
      Map<String, Object> arguments, PebbleTemplate self, EvaluationContext context, int line) {
    Object reason = arguments.get("reason");
    throw new PebbleException(
        null,
        reason == null ? "'fail' takes the reason: fail(\"no port given\")" : reason.toString(),
        line,
        self.getName());
  }
}
