package io.fleetk.systemd;

import java.util.Optional;
import java.util.OptionalInt;

/** A unit without a program of its own: a target, a socket, a timer, a path, a mount, … */
final class PlainUnit extends SimulatedUnit {
  private Optional<Host.Alarm> step = Optional.empty();

  PlainUnit(Host host, UnitDefinition definition, Listener listener) {
    super(host, definition, listener);
  }

  /** What it is called when active, in the words of its type. */
  private String activeSub() {
    return switch (name().type()) {
      case "socket" -> "listening";
      case "timer", "path", "automount" -> "waiting";
      case "mount" -> "mounted";
      default -> "active";
    };
  }

  private boolean isMount() {
    return name().type().equals("mount");
  }

  private boolean takesTime() {
    return isMount() || name().type().equals("swap");
  }

  @Override
  void begin() {
    OptionalInt fault = host().faults().exitStatus(name());
    if (!takesTime()) {
      if (fault.isPresent()) {
        fail("resources");
      } else {
        enter(ActiveState.ACTIVE, activeSub());
      }
      return;
    }
    enter(ActiveState.ACTIVATING, isMount() ? "mounting" : "activating");
    step =
        Optional.of(
            after(
                host().behaviour().nextStart().plus(host().faults().startDelay(name())),
                () -> {
                  if (fault.isPresent()) {
                    log(
                        "%s: %s process exited, %s"
                            .formatted(
                                name(),
                                isMount() ? "Mount" : "Swap",
                                Ending.exited(fault.getAsInt())));
                    fail("exit-code");
                  } else {
                    enter(ActiveState.ACTIVE, activeSub());
                  }
                }));
  }

  @Override
  void end() {
    if (active() == ActiveState.DEACTIVATING) {
      return;
    }
    vanish();
    if (takesTime() && active() == ActiveState.ACTIVE) {
      enter(ActiveState.DEACTIVATING, isMount() ? "unmounting" : "deactivating");
      step = Optional.of(after(host().behaviour().nextStop(), this::ended));
    } else {
      ended();
    }
  }

  private void ended() {
    if (takesTime() || name().type().equals("socket")) {
      log(name() + ": Deactivated successfully.");
    }
    enter(ActiveState.INACTIVE, "dead");
  }

  /** A socket, path or timer shows whether the unit that it is there for runs. */
  void partnerChanged(boolean running) {
    if (active() == ActiveState.ACTIVE) {
      String now = running ? "running" : activeSub();
      if (!sub().equals(now)) {
        enter(ActiveState.ACTIVE, now);
      }
    }
  }

  @Override
  void failNow(int exitStatus) {
    if (!active().isDown()) {
      vanish();
      fail(takesTime() ? "exit-code" : "resources");
    }
  }

  @Override
  void vanish() {
    step.ifPresent(Host.Alarm::cancel);
    step = Optional.empty();
  }

  @Override
  boolean serving() {
    return active() == ActiveState.ACTIVE;
  }
}
