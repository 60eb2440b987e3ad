package io.fleetk.stack;

import static java.util.Objects.requireNonNull;

/**
 * That a stack's unit names a secret, and where it does.
 *
 * @param secret the secret's name
 * @param file the unit's source
 * @param line the line of {@code Secret=} there
 * @param option the option as it stands there
 */
public record SecretUse(String secret, String file, int line, String option) {
  /** Nothing is null. */
  public SecretUse {
    requireNonNull(secret);
    requireNonNull(file);
    requireNonNull(option);
  }
}
