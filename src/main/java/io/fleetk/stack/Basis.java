package io.fleetk.stack;

import io.fleetk.unit.Hash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What units would be on a fleet without machines. The hash of that is written into each unit that
 * uses the list of machines ({@code Basis=} of {@code [X-Fleetk]}): where it stays and the unit
 * differs all the same, only the list has changed.
 */
final class Basis {
  private final TemplateRenderer templates;
  private final Map<String, Optional<String>> texts = new HashMap<>();

  Basis(Map<String, Object> values) {
    Map<String, Object> withoutMachines = new HashMap<>(values);
    withoutMachines.put(TemplateRenderer.MACHINES, List.of());
    this.templates = new TemplateRenderer(withoutMachines);
  }

  /** Takes note of a text that was made from a source. */
  void note(String file, String source, RenderedText rendered) {
    texts.put(
        file,
        rendered.usesMachines() ? withoutMachines(file, source) : Optional.of(rendered.text()));
  }

  private Optional<String> withoutMachines(String file, String source) {
    try {
      return Optional.of(templates.render(file, source).text());
    } catch (Refusal e) {
      // A template may well need a machine to make sense; then nothing can be said of it.
      return Optional.empty();
    }
  }

  /** The hash of texts that were noted; empty when one of them makes no sense without machines. */
  Optional<Hash> of(List<String> files) {
    StringBuilder all = new StringBuilder();
    for (String file : files) {
      Optional<String> text = texts.get(file);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      all.append(text.get()).append('\0');
    }
    return Optional.of(Hash.of(all.toString()));
  }
}
