package io.fleetk.v1;

/**
 * That the extensions are there (fleetk extension, {@code GET /fleetk/v1}).
 *
 * @param version the server's version
 */
public record FleetkPresence(String version) {
  /** An absent field is an empty one. */
  public FleetkPresence {
    version = Json.orEmpty(version);
  }
}
