package io.fleetk.registry;

/** Another engine leads: what was to be written was not, and the term is over. */
public final class TermLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure, said in one line. */
  public TermLostException(String message) {
    super(message);
  }
}
