package io.fleetk.store;

/** A lease that has run out or was revoked. */
public final class LeaseLostException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** A failure, said in one line. */
  public LeaseLostException(String message) {
    super(message);
  }

  /** A failure, said in one line, with what it came from. */
  public LeaseLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
