package io.fleetk.unit;

/** A unit file that cannot be read: where, and why. */
public final class UnitParseException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  /**
   * A complaint about a line.
   *
   * @param line the physical line, from 1
   * @param message what is wrong with it
   */
  public UnitParseException(int line, String message) {
    super(message);
    this.line = line;
  }

  /** The physical line, from 1. */
  public int line() {
    return line;
  }
}
