package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitOption;
import java.util.List;

/**
 * One option of a unit file (fleet v1 API, {@code UnitOption}).
 *
 * @param name the option's name
 * @param section its section, without brackets
 * @param value its value
 */
@JsonInclude(Include.NON_EMPTY)
@JsonPropertyOrder({"name", "section", "value"})
public record OptionEntity(String name, String section, String value) {
  /** An absent field is an empty one. */
  public OptionEntity {
    name = Json.orEmpty(name);
    section = Json.orEmpty(section);
    value = Json.orEmpty(value);
  }

  /** The options of a unit file. */
  public static List<OptionEntity> of(UnitFile file) {
    return file.options().stream()
        .map(option -> new OptionEntity(option.name(), option.section(), option.value()))
        .toList();
  }

  /** The unit file of these options. */
  public static UnitFile file(List<OptionEntity> options) {
    return new UnitFile(
        options.stream()
            .map(option -> new UnitOption(option.section(), option.name(), option.value()))
            .toList());
  }
}
