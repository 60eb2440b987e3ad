package io.fleetk.store;

/** A write that could not be saved, and so did not happen. */
public final class StoreNotSavedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** A failure, said in one line. */
  public StoreNotSavedException(String message) {
    super(message);
  }

  /** A failure, said in one line, with what it came from. */
  public StoreNotSavedException(String message, Throwable cause) {
    super(message, cause);
  }
}
