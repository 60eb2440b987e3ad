package io.fleetk.agent;

/**
 * What a unit's own checks say of it.
 *
 * @param holds whether all of them have held, as many rounds in a row as asked for
 * @param reason why not; empty when they hold
 */
record Verdict(boolean holds, String reason) {
  /** The verdict on a unit that has no checks, or passes them. */
  static final Verdict GOOD = new Verdict(true, "");
}
