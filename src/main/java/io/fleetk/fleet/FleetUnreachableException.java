package io.fleetk.fleet;

/** The fleet did not answer, or not as a fleet does. */
public final class FleetUnreachableException extends FleetException {
  private static final long serialVersionUID = 1L;

  /** A failure, said in one line. */
  public FleetUnreachableException(String message) {
    super(message);
  }

  /** A failure, said in one line, with what it came from. */
  public FleetUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
