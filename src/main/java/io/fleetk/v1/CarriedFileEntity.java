package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fleetk.unit.CarriedFile;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A file that a unit carries (fleetk extension).
 *
 * @param path where it goes; absolute
 * @param mode permission bits in octal, such as {@code 0640}
 * @param text its content
 */
@JsonPropertyOrder({"path", "mode", "text"})
public record CarriedFileEntity(String path, String mode, String text) {
  private static final Pattern MODE = Pattern.compile("[0-7]{3,4}");

  /**
   * A file to carry.
   *
   * @throws IllegalArgumentException when the path is not absolute or the mode not octal
   */
  public CarriedFileEntity {
    path = Json.orEmpty(path);
    mode = Json.orEmpty(mode);
    text = Json.orEmpty(text);
    if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("files: a path must be absolute: \"%s\"".formatted(path));
    }
    if (!MODE.matcher(mode).matches()) {
      throw new IllegalArgumentException(
          "files: the mode of %s must be octal, such as 0640: \"%s\"".formatted(path, mode));
    }
  }

  /** The files of a unit. */
  static List<CarriedFileEntity> of(List<CarriedFile> files) {
    return files.stream()
        .map(
            file ->
                new CarriedFileEntity(
                    file.path(), String.format(Locale.ROOT, "%04o", file.mode()), file.text()))
        .toList();
  }

  /** The file in the domain. */
  CarriedFile file() {
    return new CarriedFile(path, Integer.parseInt(mode, 8), text);
  }
}
