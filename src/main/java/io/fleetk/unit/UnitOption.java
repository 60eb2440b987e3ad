package io.fleetk.unit;

import static java.util.Objects.requireNonNull;

/**
 * One option of a unit file (fleet v1 API, {@code UnitOption}).
 *
 * @param section the section's name without brackets, such as {@code Service}
 * @param name the option's name, such as {@code ExecStart}
 * @param value the value to the letter, continuation lines included
 */
public record UnitOption(String section, String name, String value) {
  /** An option; nothing is trimmed or checked. */
  public UnitOption {
    requireNonNull(section);
    requireNonNull(name);
    requireNonNull(value);
  }

  /** Whether this is a {@code Secret=} of {@code [X-Fleetk]}. */
  boolean namesSecret() {
    return section.equals(Policy.SECTION) && name.equals("Secret");
  }
}
