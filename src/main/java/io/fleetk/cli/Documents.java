package io.fleetk.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.fleetk.unit.DesiredState;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Results as JSON and YAML documents, for programs to read. */
final class Documents {
  /** Desired states are spelled as the fleet v1 API has them. */
  private interface Spelled {
    @JsonValue
    String wire();
  }

  private Documents() {}

  /** A value as indented JSON, without a newline at its end. */
  static String json(Object value) {
    return jsonMapper().writeValueAsString(value);
  }

  /** A value as the JSON document that it is. */
  static JsonNode tree(Object value) {
    return jsonMapper().valueToTree(value);
  }

  private static JsonMapper jsonMapper() {
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .addMixIn(DesiredState.class, Spelled.class)
        .changeDefaultPropertyInclusion(
            inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
        .build();
  }

  /** A value as YAML, without a newline at its end. */
  static String yaml(Object value) {
    return YAMLMapper.builder()
        .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
        .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
        .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .addMixIn(DesiredState.class, Spelled.class)
        .changeDefaultPropertyInclusion(
            inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
        .build()
        .writeValueAsString(value)
        .stripTrailing();
  }
}
