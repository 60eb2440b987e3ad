package io.fleetk.systemd;

/**
 * How often a service was started again by itself ({@code NRestarts}). It is kept when the service
 * comes to rest, to be looked at, and begins anew with the next start.
 */
final class RestartCount {
  private int restarts;
  private boolean over;

  void started() {
    if (over) {
      reset();
    }
  }

  /** One more restart is on its way. */
  int next() {
    over = false;
    return ++restarts;
  }

  /** The service is not started again by itself. */
  void cameToRest() {
    over = true;
  }

  void reset() {
    restarts = 0;
    over = false;
  }

  int value() {
    return restarts;
  }
}
