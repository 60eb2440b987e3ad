package io.fleetk.cli;

/** Standard output takes no more: its reader went away, or its disk is full. */
final class OutputClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputClosedException(java.io.IOException cause) {
    super(cause.getMessage(), cause);
  }

  /** Whether the reader merely stopped reading, as {@code head} does. */
  boolean readerLeft() {
    return String.valueOf(getMessage()).contains("Broken pipe");
  }
}
