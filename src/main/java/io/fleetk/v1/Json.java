package io.fleetk.v1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON as fleet's Go reads and writes it: unknown fields are passed over, names match in any case,
 * a number is no text.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .withCoercionConfig(
              LogicalType.Textual,
              config -> {
                config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
              })
          .build();

  private Json() {}

  /** An entity as JSON, in UTF-8. */
  public static byte[] bytes(Object entity) {
    return MAPPER.writeValueAsBytes(entity);
  }

  /** An entity as JSON, on one line. */
  public static String text(Object entity) {
    return MAPPER.writeValueAsString(entity);
  }

  /**
   * Reads one entity.
   *
   * @throws IllegalArgumentException saying in one line why this is no such entity
   */
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      T entity = MAPPER.readValue(json, type);
      if (entity == null) {
        throw new IllegalArgumentException("null where an object was expected");
      }
      return entity;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(oneLine(e), e);
    }
  }

  /** Reads one entity; see {@link #read(byte[], Class)}. */
  public static <T> T read(String json, Class<T> type) {
    return read(json.getBytes(UTF_8), type);
  }

  private static String oneLine(JacksonException e) {
    String what =
        switch (e) {
          case ValueInstantiationException refused
              when refused.getCause() instanceof IllegalArgumentException why ->
              why.getMessage();
          // Jackson's own words name classes, which mean nothing to who wrote the JSON.
          case DatabindException mismatch -> "unexpected value" + where(mismatch);
          default -> e.getOriginalMessage();
        };
    TokenStreamLocation at = e.getLocation();
    return what.lines().findFirst().orElse("not JSON")
        + (at == null || at.getLineNr() < 1
            ? ""
            : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr()));
  }

  private static String where(DatabindException e) {
    String path =
        e.getPath().stream()
            .map(
                step ->
                    step.getPropertyName() == null
                        ? "[" + step.getIndex() + "]"
                        : "." + step.getPropertyName())
            .collect(joining());
    return path.isEmpty() ? "" : " at " + (path.startsWith(".") ? path.substring(1) : path);
  }

  /** What Go makes of an absent text. */
  static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  /** What Go makes of an absent list. */
  static <T> List<T> orEmpty(List<T> list) {
    if (list == null) {
      return List.of();
    }
    if (list.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("null in a list");
    }
    return List.copyOf(list);
  }

  /** What Go makes of an absent map. */
  static <V> Map<String, V> orEmpty(Map<String, V> map) {
    if (map == null) {
      return Map.of();
    }
    if (map.values().stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("null in a map");
    }
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
