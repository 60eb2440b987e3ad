package io.fleetk.agent;

import io.fleetk.systemd.UnitState;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import java.util.Optional;

/**
 * systemd's own word on whether a unit is what it should be, before any check of its own is asked
 * ("Ready, by unit type" of the design).
 *
 * @param holds whether it is
 * @param reason by what it is, or what it is instead; one line
 */
record Standing(boolean holds, String reason) {
  private static final String SUCCESS = "success";

  /**
   * The standing of a unit.
   *
   * @param desired what it was last brought to
   * @param state what systemd says; empty when it does not know the unit
   */
  static Standing of(
      UnitName name, UnitFile file, DesiredState desired, Optional<UnitState> state) {
    return state
        .map(now -> of(name, file, desired, now))
        .orElse(new Standing(false, "not known to systemd"));
  }

  private static Standing of(UnitName name, UnitFile file, DesiredState desired, UnitState state) {
    if (!state.loadState().equals("loaded")) {
      return new Standing(false, "not loaded: " + state.loadState());
    }
    return switch (desired) {
      case INACTIVE -> new Standing(false, "being removed: " + words(state));
      case LOADED -> new Standing(true, "loaded, " + words(state));
      case LAUNCHED -> launched(name, file, state);
    };
  }

  private static Standing launched(UnitName name, UnitFile file, UnitState state) {
    if (isActive(state)) {
      return new Standing(true, state.subState());
    }
    boolean finished =
        oneshot(name, file)
            && state.activeState().equals("inactive")
            && state.result().equals(SUCCESS)
            && !state.jobPending();
    return finished ? new Standing(true, "ended in success") : new Standing(false, words(state));
  }

  /** Whether a unit is a service that does its work and ends (systemd.service(5), Type=). */
  static boolean oneshot(UnitName name, UnitFile file) {
    return name.type().equals("service")
        && file.last("Service", "Type").filter("oneshot"::equals).isPresent();
  }

  static boolean isActive(UnitState state) {
    return state.activeState().equals("active") || state.activeState().equals("reloading");
  }

  /** A state in few words, such as {@code activating (start-pre)} or {@code failed: timeout}. */
  static String words(UnitState state) {
    if (state.result().equals("start-limit-hit")) {
      return "start limit hit";
    }
    if (state.activeState().equals("failed")) {
      return state.result().isEmpty() || state.result().equals(SUCCESS)
          ? "failed"
          : "failed: " + result(state);
    }
    String words = state.activeState() + " (" + state.subState() + ")";
    return isActive(state) || state.result().isEmpty() || state.result().equals(SUCCESS)
        ? words
        : words + ": " + result(state);
  }

  private static String result(UnitState state) {
    return switch (state.result()) {
      case "exit-code", "signal", "core-dump" -> state.result() + " " + state.exitStatus();
      default -> state.result();
    };
  }
}
