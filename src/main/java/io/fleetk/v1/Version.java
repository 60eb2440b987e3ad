package io.fleetk.v1;

import java.util.Optional;

/** The version of fleetk that is running, as client and server tell each other. */
public final class Version {
  private Version() {}

  /** Such as {@code 0.1.0}; {@code dev} when run from classes that are in no jar. */
  public static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("dev");
  }
}
