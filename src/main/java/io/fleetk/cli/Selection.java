package io.fleetk.cli;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.Jackson3JsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.Jackson3MappingProvider;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What is wanted of a JSON document: {@code -o jsonpath=EXPRESSION}. The expression may be written
 * as kubectl has it, in braces and without the {@code $}; the elements of a document that is a list
 * are then its {@code items}, too.
 */
final class Selection {
  private static final String ITEMS = "items";

  private final JsonPath path;

  private Selection(JsonPath path) {
    this.path = path;
  }

  /**
   * Reads an expression.
   *
   * @throws TypeConversionException when it is none
   */
  static Selection parse(String expression) {
    String inner = expression.strip();
    if (inner.startsWith("{") && inner.endsWith("}")) {
      inner = inner.substring(1, inner.length() - 1).strip();
    }
    if (inner.contains("{") || inner.contains("}") || inner.startsWith("range ")) {
      throw new TypeConversionException(
          "'%s' is a template of several parts, and only one path is read: write for instance jsonpath='$[*].name'"
              .formatted(expression));
    }
    if (inner.isEmpty()) {
      throw new TypeConversionException(
          "jsonpath= is empty: write for instance jsonpath='$[*].name'");
    }
    try {
      return new Selection(JsonPath.compile(rooted(inner)));
    } catch (InvalidPathException | IllegalArgumentException e) {
      throw new TypeConversionException(
          "'%s' is no JSONPath: %s"
              .formatted(
                  expression, String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
  }

  private static String rooted(String path) {
    return switch (path.charAt(0)) {
      case '$' -> path;
      case '.', '[' -> "$" + path;
      case '@' -> "$" + path.substring(1);
      default -> "$." + path;
    };
  }

  /** What of a document was selected, each a line: texts as they are, all else as JSON. */
  List<String> of(Object document) {
    JsonNode root = Documents.tree(document);
    if (root.isArray() && path.getPath().startsWith("$['" + ITEMS + "']")) {
      root = JsonNodeFactory.instance.objectNode().set(ITEMS, root);
    }
    Configuration configuration =
        Configuration.builder()
            .jsonProvider(new Jackson3JsonNodeJsonProvider())
            .mappingProvider(new Jackson3MappingProvider())
            .build();
    List<String> lines = new ArrayList<>();
    try {
      Object found = path.read(root, configuration);
      if (found instanceof JsonNode several && !path.isDefinite()) {
        several.forEach(node -> lines.add(line(node)));
      } else {
        lines.add(line(found));
      }
    } catch (PathNotFoundException e) {
      // Nothing is there, which is no line.
    } catch (JsonPathException e) {
      throw CommandFailure.badInput(
          "jsonpath=%s cannot be told of this document: %s"
              .formatted(path.getPath(), String.valueOf(e.getMessage())));
    }
    return lines;
  }

  private static String line(Object found) {
    return found instanceof JsonNode node && node.isString()
        ? node.stringValue()
        : String.valueOf(found);
  }
}
