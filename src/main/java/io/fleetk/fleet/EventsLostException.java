package io.fleetk.fleet;

/** Events may have been missed: take a new view and follow from it. */
public final class EventsLostException extends FleetException {
  private static final long serialVersionUID = 1L;

  /** A failure, said in one line. */
  public EventsLostException(String message) {
    super(message);
  }

  /** A failure, said in one line, with what it came from. */
  public EventsLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
