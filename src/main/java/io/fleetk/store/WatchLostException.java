package io.fleetk.store;

/** A watch that may have missed changes: read afresh and watch anew. */
public final class WatchLostException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** A failure, said in one line. */
  public WatchLostException(String message) {
    super(message);
  }

  /** A failure, said in one line, with what it came from. */
  public WatchLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
