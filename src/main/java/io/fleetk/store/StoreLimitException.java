package io.fleetk.store;

/** A transaction or a value that is too large for the store. */
public final class StoreLimitException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** A failure, said in one line. */
  public StoreLimitException(String message) {
    super(message);
  }

  /** A failure, said in one line, with what it came from. */
  public StoreLimitException(String message, Throwable cause) {
    super(message, cause);
  }
}
