package io.fleetk.stack;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLAnchorReplayingFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;

/**
 * A YAML file as plain values, and the line that each of them stands on.
 *
 * @param file the file as the user would name it
 * @param root a mapping (in its own order), a list, a text, a number, a boolean or null; null too
 *     for an empty file
 * @param lines by path, such as {@code values.etcd[0].url}; the root's path is empty
 */
record YamlDocument(String file, Object root, Map<String, Integer> lines) {
  private static final YAMLAnchorReplayingFactory YAML = new YAMLAnchorReplayingFactory();
  private static final YAMLFactory LARGE_YAML =
      YAMLFactory.builder()
          .loadSettings(LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build())
          .build();
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads a YAML text.
   *
   * @throws Refusal when it is no YAML, gives a key twice or holds more than one document
   */
  static YamlDocument parse(String file, String text) throws Refusal {
    return parse(file, text, YAML, "YAML");
  }

  /**
   * Reads a document of any length that a program wrote: JSON where it begins with a brace or a
   * bracket, else YAML.
   *
   * @throws Refusal as {@link #parse(String, String)}
   */
  static YamlDocument parseLarge(String file, String text) throws Refusal {
    boolean json = text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[");
    return json ? parse(file, text, JSON, "JSON") : parse(file, text, LARGE_YAML, "YAML");
  }

  private static YamlDocument parse(
      String file, String text, TokenStreamFactory format, String formatName) throws Refusal {
    Map<String, Integer> lines = new LinkedHashMap<>();
    try (JsonParser parser = format.createParser(ObjectReadContext.empty(), text)) {
      Object root = null;
      if (parser.nextToken() != null) {
        root = new Reader(file, parser, lines).read("");
        if (parser.nextToken() != null) {
          throw new Refusal(file, line(parser), "", "a second document begins", "keep one");
        }
      }
      return new YamlDocument(file, root, lines);
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new Refusal(
          file, line, lineOf(text, line), "not %s: %s".formatted(formatName, reason), "");
    }
  }

  /** The lines, from 1, that texts go over which do not end on the line they begin on. */
  static Set<Integer> linesOfLongTexts(String file, String text) throws Refusal {
    Set<Integer> lines = new HashSet<>();
    try (JsonParser parser = YAML.createParser(ObjectReadContext.empty(), text)) {
      while (parser.nextToken() != null) {
        int first = parser.currentTokenLocation().getLineNr();
        int last = parser.currentLocation().getLineNr();
        if (parser.currentToken().isScalarValue() && last > first) {
          IntStream.rangeClosed(first, last).forEach(lines::add);
        }
      }
      return lines;
    } catch (JacksonException e) {
      throw new Refusal(file, 0, "", "not YAML: " + e.getOriginalMessage(), "");
    }
  }

  /** The line of a path, or the nearest above it that has one; 0 without any. */
  int line(String path) {
    return lines.getOrDefault(path, 0);
  }

  /** The path of something below another path. */
  static String path(String above, String key) {
    return above.isEmpty() ? key : above + "." + key;
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private static String lineOf(String text, int line) {
    return text.lines().skip(Math.max(0, line - 1)).findFirst().orElse("").strip();
  }

  /** Turns tokens into values. */
  private record Reader(String file, JsonParser parser, Map<String, Integer> lines) {
    Object read(String path) throws Refusal {
      JsonToken token = parser.currentToken();
      lines.putIfAbsent(path, line(parser));
      return switch (token) {
        case START_OBJECT -> mapping(path);
        case START_ARRAY -> list(path);
        case VALUE_STRING -> parser.getString();
        case VALUE_NUMBER_INT -> integer();
        case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        case VALUE_NULL -> null;
        case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
            throw new Refusal(file, line(parser), "", "not YAML that values can be read from", "");
      };
    }

    private Object integer() {
      return switch (parser.getNumberValue()) {
        case Integer small -> small.longValue();
        case Long large -> large;
        case BigInteger huge -> huge;
        case Number other -> other;
      };
    }

    private Map<String, Object> mapping(String path) throws Refusal {
      Map<String, Object> mapping = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        int line = line(parser);
        lines.put(path(path, key), line);
        if (mapping.containsKey(key)) {
          throw new Refusal(file, line, key, "the key is given a second time", "keep one");
        }
        parser.nextToken();
        mapping.put(key, read(path(path, key)));
      }
      return mapping;
    }

    private List<Object> list(String path) throws Refusal {
      List<Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(read(path + "[" + list.size() + "]"));
      }
      return list;
    }
  }
}
