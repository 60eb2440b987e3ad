package io.fleetk.unit;

import static java.util.Objects.requireNonNull;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A secret that is delivered to a unit's machine ({@code Secret=} of {@code [X-Fleetk]}): which
 * one, in which version, never its text.
 *
 * @param path where it goes on the machine; absolute, below {@link #FOLDER}
 * @param mode its permission bits, such as {@code 0600} octal
 * @param secret its name in the fleet
 * @param version which version of it
 */
public record CarriedSecret(String path, int mode, String secret, long version) {
  /** What secrets lie below on a machine: a file system in memory, gone with a reboot. */
  public static final String FOLDER = "/run/";

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*");
  private static final int LONGEST_NAME = 253;

  /** A secret to deliver. */
  public CarriedSecret {
    requireNonNull(path);
    requireNonNull(secret);
  }

  /** Whether a text may be the name of a secret: words between slashes, as of a file. */
  public static boolean isName(String text) {
    return text.length() <= LONGEST_NAME && NAME.matcher(text).matches();
  }

  /**
   * Whether a secret may be delivered to a path: one below {@link #FOLDER}, spelled the shortest
   * way, so that no two texts stand for one place.
   */
  public static boolean isPlace(String path) {
    try {
      return path.startsWith(FOLDER) && Path.of(path).normalize().toString().equals(path);
    } catch (InvalidPathException e) {
      return false; // It has a character that no path can have.
    }
  }

  /** Its name and version, such as {@code kubernetes/sa.key version 3}. */
  public String shown() {
    return "%s version %d".formatted(secret, version);
  }
}
