package io.fleetk.systemd;

import java.util.Locale;

/** The states of a service, as systemd names them. */
enum ServiceState {
  DEAD(ActiveState.INACTIVE),
  START_PRE(ActiveState.ACTIVATING),
  START(ActiveState.ACTIVATING),
  START_POST(ActiveState.ACTIVATING),
  RUNNING(ActiveState.ACTIVE),
  EXITED(ActiveState.ACTIVE),
  STOP(ActiveState.DEACTIVATING),
  STOP_SIGTERM(ActiveState.DEACTIVATING),
  STOP_SIGKILL(ActiveState.DEACTIVATING),
  STOP_POST(ActiveState.DEACTIVATING),
  FAILED(ActiveState.FAILED),
  DEAD_BEFORE_AUTO_RESTART(ActiveState.INACTIVE),
  FAILED_BEFORE_AUTO_RESTART(ActiveState.FAILED),
  AUTO_RESTART(ActiveState.ACTIVATING),
  AUTO_RESTART_QUEUED(ActiveState.ACTIVATING);

  private final ActiveState active;

  ServiceState(ActiveState active) {
    this.active = active;
  }

  /** The state at large; an idle service counts as active from the start. */
  ActiveState active(ServiceType type) {
    boolean starting = this == START_PRE || this == START || this == START_POST;
    return starting && type == ServiceType.IDLE ? ActiveState.ACTIVE : active;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
