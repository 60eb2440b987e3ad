package io.fleetk.fleet;

/** The fleet said no; asking again will not help. */
public sealed class FleetRefusedException extends FleetException permits UnitsRefusedException {
  private static final long serialVersionUID = 1L;

  /** A failure, said in one line. */
  public FleetRefusedException(String message) {
    super(message);
  }

  /** A failure, said in one line, with what it came from. */
  public FleetRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
