package io.fleetk.systemd;

/** Something that systemd refused or could not do, in its words. */
public final class SystemdException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure, said in one line. */
  public SystemdException(String message) {
    super(message);
  }

  /** A failure, said in one line, with what it came from. */
  public SystemdException(String message, Throwable cause) {
    super(message, cause);
  }
}
