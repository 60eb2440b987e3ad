package io.fleetk.context;

import static java.util.stream.Collectors.joining;

import io.fleetk.unit.Nearest;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Reads a file of contexts strictly: what it does not know it refuses, and says where. */
final class ContextFileReader {
  private static final YAMLFactory YAML = new YAMLFactory();
  private static final String CURRENT = "current";
  private static final String CONTEXTS = "contexts";

  private final String file;
  private final JsonParser parser;
  private final Map<String, Context> contexts = new LinkedHashMap<>();
  private Optional<String> current = Optional.empty();

  private ContextFileReader(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * Reads a text.
   *
   * @param file the file, as people call it
   * @throws IllegalArgumentException when it makes no sense, in one line that says where
   */
  static Contexts parse(String file, String text) {
    try (JsonParser parser = YAML.createParser(ObjectReadContext.empty(), text)) {
      var reader = new ContextFileReader(file, parser);
      reader.document();
      return new Contexts(file, reader.current, reader.contexts);
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
      // Lines that are set in show the text once more.
      String reason =
          e.getOriginalMessage()
              .lines()
              .filter(told -> !told.isBlank() && !told.startsWith(" "))
              .collect(joining(": "));
      throw new IllegalArgumentException("%s:%d: not YAML: %s".formatted(file, line, reason), e);
    }
  }

  private void document() {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return;
    }
    requireMapping("the file is a mapping with the keys current and contexts");
    List<String> known = List.of(CURRENT, CONTEXTS);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int line = line();
      switch (key) {
        case CURRENT -> current = value("current").filter(name -> !name.equals(Context.NONE));
        case CONTEXTS -> contexts();
        default -> throw refusal(line, key, "there is no such key", near(key, known));
      }
    }
    if (parser.nextToken() != null) {
      throw refusal(line(), "", "a second document begins", "keep one");
    }
  }

  private void contexts() {
    if (parser.nextToken() == JsonToken.VALUE_NULL) {
      return;
    }
    requireMapping("contexts is a mapping of names to settings");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      int line = line();
      if (contexts.containsKey(name)) {
        throw refusal(line, name, "this context is there a second time", "keep one");
      }
      Map<Setting, String> settings = settings(name);
      try {
        contexts.put(name, new Context(name, settings));
      } catch (IllegalArgumentException e) {
        throw refusal(line, "", e.getMessage(), "");
      }
    }
  }

  private Map<Setting, String> settings(String name) {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    if (parser.nextToken() == JsonToken.VALUE_NULL) {
      return settings;
    }
    requireMapping("context %s is a mapping, such as {endpoint: URL}".formatted(name));
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int line = line();
      Setting setting =
          Setting.of(key)
              .orElseThrow(
                  () ->
                      refusal(
                          line, key, "a context has no such setting", near(key, Setting.keys())));
      if (settings.containsKey(setting)) {
        throw refusal(line, key, "the key is given a second time", "keep one");
      }
      value(key).ifPresent(text -> settings.put(setting, text));
    }
    return settings;
  }

  /** A text, a number or a word; nothing where nothing stands. */
  private Optional<String> value(String key) {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    if (!token.isScalarValue()) {
      throw refusal(line(), key, "one text is expected", "write several separated by commas");
    }
    return Optional.of(parser.getString()).filter(text -> !text.isBlank());
  }

  private void requireMapping(String what) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw refusal(line(), "", what, "");
    }
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private static String near(String word, List<String> known) {
    return Nearest.suggestionOr(word, known, "use one of " + String.join(", ", known));
  }

  private IllegalArgumentException refusal(int line, String text, String why, String next) {
    return new IllegalArgumentException(
        "%s:%d: %s%s%s"
            .formatted(
                file,
                line,
                text.isEmpty() ? "" : "'" + text + "': ",
                why,
                next.isEmpty() ? "" : "; " + next));
  }
}
