package io.fleetk.registry;

/**
 * Where a fleet's keys are.
 *
 * @param prefix what every key begins with; ends in a slash
 */
public record Keyspace(String prefix) {
  /** The keyspace of a fleet that was given no other. */
  public static final Keyspace DEFAULT = new Keyspace("/fleetk/");
}
