package io.fleetk.stack;

import io.fleetk.unit.Nearest;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.AttributeNotFoundException;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.core.DisallowExtensionCustomizerBuilder;
import io.pebbletemplates.pebble.loader.MemoryLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Renders Pebble templates so that a text comes out as it looks: nothing is escaped, no newline is
 * eaten, a tag alone on its line leaves no line, and what is null or undefined is an error. Every
 * template stands alone: the tags that take in others are not known.
 */
final class TemplateRenderer {
  /** The name of the value that lists the machines. */
  static final String MACHINES = "machines";

  private static final List<String> FOREIGN_TAGS =
      List.of(
          "block",
          "extends",
          "embed",
          "filter",
          "flush",
          "import",
          "include",
          "parallel",
          "cache",
          "from",
          "autoescape");

  private static final List<String> FOREIGN_FUNCTIONS = List.of("i18n", "block", "parent");

  private final Map<String, Object> values;

  /** A renderer for these values, {@code machines} among them. */
  TemplateRenderer(Map<String, Object> values) {
    this.values = values;
  }

  /**
   * Renders a template.
   *
   * @param file the template's file as the user would name it
   * @throws Refusal with the line of the template that cannot be rendered
   */
  RenderedText render(String file, String source) throws Refusal {
    if (source.isEmpty()) {
      return RenderedText.literal("");
    }
    MemoryLoader loader = new MemoryLoader();
    loader.addTemplate(file, TemplateSource.forPebble(source));
    PebbleEngine engine =
        new PebbleEngine.Builder()
            .loader(loader)
            .extension(new StrictExtension())
            .registerExtensionCustomizer(
                new DisallowExtensionCustomizerBuilder()
                    .disallowedTokenParserTags(FOREIGN_TAGS)
                    .disallowedFunctionKeys(FOREIGN_FUNCTIONS)
                    .build())
            .autoEscaping(false)
            .newLineTrimming(false)
            .strictVariables(true)
            .cacheActive(false)
            .defaultLocale(Locale.ROOT)
            .build();
    WatchedValues watched = new WatchedValues(values);
    SourceMappingWriter out = new SourceMappingWriter();
    try {
      engine.getTemplate(file).evaluate(out, watched);
    } catch (PebbleException e) {
      throw refusal(file, source, e);
    } catch (SourceMappingWriter.TooLong e) {
      throw new Refusal(file, 0, "", e.getMessage(), "look for a loop that does not end");
    } catch (IOException e) {
      throw new UncheckedIOException("a writer in memory does not fail", e);
    } catch (RuntimeException e) {
      // Pebble's own slips on malformed templates come without a line.
      throw new Refusal(file, 0, "", "the template cannot be rendered: " + e.getMessage(), "");
    }
    return out.rendered(watched.machinesAsked);
  }

  private Refusal refusal(String file, String source, PebbleException thrown) {
    PebbleException told = deepest(thrown);
    int lines = (int) source.lines().count();
    int line = told.getLineNumber() == null ? 0 : Math.min(told.getLineNumber(), lines);
    String text = source.lines().skip(Math.max(0, line - 1)).findFirst().orElse("").strip();
    if (told instanceof AttributeNotFoundException missing) {
      String name = missing.getAttributeName();
      return new Refusal(
          file, line, text, "no value '%s' is defined".formatted(name), suggestion(name));
    }
    String reason = told.getPebbleMessage();
    if (told.getCause() != null && told.getCause().getMessage() != null) {
      reason += ": " + told.getCause().getMessage();
    }
    if (reason.indexOf('\0') >= 0 || reason.contains("type EOF, expected token of type")) {
      reason = "the template ends within a tag; close it";
    }
    if (reason.contains("null value given to")) {
      reason = "there is no value to decide by (it is null)";
    }
    return new Refusal(file, line, text, reason.replace('\n', ' '), "");
  }

  private static PebbleException deepest(PebbleException thrown) {
    PebbleException deepest = thrown;
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof PebbleException pebble && pebble.getLineNumber() != null) {
        deepest = pebble;
      }
    }
    return deepest;
  }

  /** The value whose last name is nearest, by its whole name. */
  private String suggestion(String missing) {
    Map<String, String> wholeNames = new TreeMap<>();
    collectNames("", values, wholeNames);
    Optional<String> nearest = Nearest.to(missing, wholeNames.keySet());
    return nearest
        .map(name -> "did you mean '%s'?".formatted(wholeNames.get(name)))
        .orElse("define it in stack.yaml, by -f or by --set");
  }

  private static void collectNames(String prefix, Map<?, ?> values, Map<String, String> names) {
    values.forEach(
        (key, value) -> {
          String name = prefix + key;
          names.putIfAbsent(String.valueOf(key), name);
          if (value instanceof Map<?, ?> nested) {
            collectNames(name + ".", nested, names);
          }
        });
  }

  /** The values of one rendering, noting whether the list of machines was asked for. */
  private static final class WatchedValues extends HashMap<String, Object> {
    private static final long serialVersionUID = 1L;

    private boolean machinesAsked;

    WatchedValues(Map<String, Object> values) {
      super(values);
    }

    @Override
    public Object get(Object key) {
      machinesAsked |= MACHINES.equals(key);
      return super.get(key);
    }
  }
}
