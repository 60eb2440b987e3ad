package io.fleetk.completion;

import io.fleetk.v1.NameList;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a fleet's names (fleetk extension, {@code GET /fleetk/v1/names}) token by token. Reading
 * them into values takes a fresh process many times as long.
 */
public final class NamesReader {
  private final JsonParser json;
  private final List<NameList.Unit> units = new ArrayList<>();
  private final List<NameList.Machine> machines = new ArrayList<>();

  private NamesReader(JsonParser json) {
    this.json = json;
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException when this is none
   */
  public static NameList read(InputStream names) {
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), names)) {
      var reader = new NamesReader(json);
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("not the names of a fleet");
      }
      reader.names();
      return new NameList(reader.units, reader.machines);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not the names of a fleet: " + e.getOriginalMessage(), e);
    }
  }

  private void names() {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "units" -> each(this::unit);
        case "machines" -> each(this::machine);
        default -> json.skipChildren();
      }
    }
  }

  private void each(Runnable item) {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      item.run();
    }
  }

  private void unit() {
    Map<String, String> texts = texts();
    units.add(
        new NameList.Unit(
            texts.getOrDefault("name", ""),
            texts.getOrDefault("stack", ""),
            texts.getOrDefault("description", "")));
  }

  private void machine() {
    Map<String, String> texts = new TreeMap<>();
    Map<String, String> metadata = new TreeMap<>();
    boolean present = true;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_STRING) {
        texts.put(name, json.getString());
      } else if (name.equals("metadata") && value == JsonToken.START_OBJECT) {
        metadata.putAll(texts());
      } else if (name.equals("present")) {
        present = value == JsonToken.VALUE_TRUE;
      } else {
        json.skipChildren();
      }
    }
    machines.add(
        new NameList.Machine(
            texts.getOrDefault("id", ""), texts.getOrDefault("primaryIP", ""), metadata, present));
  }

  /** The texts of an object. */
  private Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        texts.put(name, json.getString());
      } else {
        json.skipChildren();
      }
    }
    return texts;
  }
}
