package io.fleetk.kubernetes;

import java.io.IOException;

/** A cluster that cannot be reached or does not do what it is asked, told in one line. */
public final class KubernetesException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  KubernetesException(String message, boolean passing, Throwable cause) {
    super(message, cause);
    this.passing = passing;
  }

  /** What asking again does not mend. */
  static KubernetesException lasting(String message) {
    return new KubernetesException(message, false, null);
  }

  /** What may be over soon: a server that is not there yet, or not ready. */
  static KubernetesException passing(String message) {
    return new KubernetesException(message, true, null);
  }

  /** Whether it may be over soon. */
  public boolean isPassing() {
    return passing;
  }
}
