package io.fleetk.fleet;

/** Something that a fleet did not do; the message says why in one line. */
public abstract sealed class FleetException extends RuntimeException
    permits FleetUnreachableException, FleetRefusedException, EventsLostException {
  private static final long serialVersionUID = 1L;

  /** A failure, said in one line. */
  public FleetException(String message) {
    super(message);
  }

  /** A failure, said in one line, with what it came from. */
  public FleetException(String message, Throwable cause) {
    super(message, cause);
  }
}
