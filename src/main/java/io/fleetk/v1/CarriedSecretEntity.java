package io.fleetk.v1;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.fleetk.unit.CarriedSecret;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A secret that is delivered beside a unit (fleetk extension): which, never its text.
 *
 * @param path where it goes; absolute, below {@code /run/}
 * @param mode permission bits in octal, such as {@code 0600}
 * @param secret its name
 * @param version which version of it
 */
@JsonPropertyOrder({"path", "mode", "secret", "version"})
public record CarriedSecretEntity(String path, String mode, String secret, long version) {
  private static final Pattern MODE = Pattern.compile("[0-7]{3,4}");

  /**
   * A secret to deliver.
   *
   * @throws IllegalArgumentException when the path is not below {@code /run/}, the mode not octal
   *     or the name none
   */
  public CarriedSecretEntity {
    path = Json.orEmpty(path);
    mode = Json.orEmpty(mode);
    secret = Json.orEmpty(secret);
    if (!CarriedSecret.isPlace(path)) {
      throw new IllegalArgumentException(
          "secrets: a path must be below %s: \"%s\"".formatted(CarriedSecret.FOLDER, path));
    }
    if (!MODE.matcher(mode).matches()) {
      throw new IllegalArgumentException(
          "secrets: the mode of %s must be octal, such as 0600: \"%s\"".formatted(path, mode));
    }
    if (!CarriedSecret.isName(secret)) {
      throw new IllegalArgumentException("secrets: no name of a secret: \"%s\"".formatted(secret));
    }
  }

  /** The secrets of a unit. */
  static List<CarriedSecretEntity> of(List<CarriedSecret> secrets) {
    return secrets.stream()
        .map(
            secret ->
                new CarriedSecretEntity(
                    secret.path(),
                    String.format(Locale.ROOT, "%04o", secret.mode()),
                    secret.secret(),
                    secret.version()))
        .toList();
  }

  /** The secret in the domain. */
  CarriedSecret carried() {
    return new CarriedSecret(path, Integer.parseInt(mode, 8), secret, version);
  }
}
