package io.fleetk.api;

/** A request that is answered with an error: the status, and what a person should know. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** An error with fleet's, or an own, message; an empty one lets the status speak. */
  ApiException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** An error, with what it came from. */
  ApiException(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  int status() {
    return status;
  }
}
