package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fleetk.fleet.MetadataEdit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A change of a machine's metadata (fleet v1 API, {@code PATCH /machines}), as JSONPatch has it.
 *
 * @param op {@code add}, {@code remove} or {@code replace}
 * @param path {@code /<machine ID>/metadata/<key>}
 * @param value the new value: a text as documented, or {@code {"value": text}}, which is what
 *     fleet's own server reads
 */
@JsonInclude(Include.NON_EMPTY)
@JsonPropertyOrder({"op", "path", "value"})
public record MetadataOperation(String op, String path, Optional<JsonNode> value) {
  private static final Pattern PATH = Pattern.compile("/([^/]+)/metadata/([A-Za-z0-9_.-]+)");

  /** An absent field is an empty one. */
  public MetadataOperation {
    op = Json.orEmpty(op);
    path = Json.orEmpty(path);
    value = value == null ? Optional.empty() : value;
  }

  /** The operation that makes an edit, in the form that fleet's own server reads. */
  public static MetadataOperation of(MetadataEdit edit) {
    return new MetadataOperation(
        edit.value().isPresent() ? "add" : "remove",
        "/" + edit.machineId() + "/metadata/" + edit.key(),
        edit.value().map(text -> JsonNodeFactory.instance.objectNode().put("value", text)));
  }

  /**
   * The edit that this operation makes.
   *
   * @throws IllegalArgumentException saying in fleet's words what is wrong with it
   */
  public MetadataEdit edit() {
    boolean remove = op.equals("remove");
    if (!remove && !op.equals("add") && !op.equals("replace")) {
      throw new IllegalArgumentException("invalid op: expect add, remove, or replace");
    }
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      throw new IllegalArgumentException("machine metadata path invalid");
    }
    if (!remove && valueText().isEmpty()) {
      throw new IllegalArgumentException("invalid value: add and replace require a value");
    }
    return new MetadataEdit(
        parts.group(1), parts.group(2), remove ? Optional.empty() : Optional.of(valueText()));
  }

  private String valueText() {
    return value
        .map(given -> given.isObject() ? given.path("value") : given)
        .filter(JsonNode::isString)
        .map(JsonNode::stringValue)
        .orElse("");
  }
}
