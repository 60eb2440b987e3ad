package io.fleetk.pki;

/** A folder of keys is not as it must be; said in one line, with what to do. */
public final class PkiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure, said in one line. */
  public PkiException(String message) {
    super(message);
  }

  /** A failure, said in one line, with what it came from. */
  public PkiException(String message, Throwable cause) {
    super(message, cause);
  }
}
