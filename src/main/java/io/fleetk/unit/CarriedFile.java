package io.fleetk.unit;

import static java.util.Objects.requireNonNull;

/**
 * A file that a unit carries to its machine ({@code File=} of {@code [X-Fleetk]}).
 *
 * @param path where it goes on the machine; absolute
 * @param mode its permission bits, such as {@code 0640} octal
 * @param text its content
 */
public record CarriedFile(String path, int mode, String text) {
  /** A file to deliver. */
  public CarriedFile {
    requireNonNull(path);
    requireNonNull(text);
  }
}
