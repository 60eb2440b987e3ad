package io.fleetk.registry;

/**
 * A machine's presence lease has run out, or it has not joined: the fleet counts the machine as
 * away until its agent joins again.
 */
public final class PresenceLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure, said in one line. */
  public PresenceLostException(String message) {
    super(message);
  }

  /** A failure, said in one line, with what it came from. */
  public PresenceLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
