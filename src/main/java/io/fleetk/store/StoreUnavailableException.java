package io.fleetk.store;

/** The store cannot be reached, or has no quorum; a write may or may not have happened. */
public final class StoreUnavailableException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** A failure, said in one line. */
  public StoreUnavailableException(String message) {
    super(message);
  }

  /** A failure, said in one line, with what it came from. */
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
