package io.fleetk.store;

/** Something that a store could not do. */
public abstract class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure, said in one line. */
  public StoreException(String message) {
    super(message);
  }

  /** A failure, said in one line, with what it came from. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
