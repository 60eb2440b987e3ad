package io.fleetk.agent;

import static java.util.Objects.requireNonNull;

import io.fleetk.systemd.UnitState;
import io.fleetk.unit.UnitName;
import java.util.Optional;
import java.util.Set;

/**
 * A unit as this machine has it.
 *
 * @param name its name
 * @param placed what an agent put there; empty for a unit that no agent of fleetk's brought
 * @param noted what an agent noted of one that it did not come to put there
 * @param state what systemd says of it; empty when systemd does not know it
 */
record LocalUnit(
    UnitName name, Optional<Placed> placed, Optional<Tag> noted, Optional<UnitState> state) {
  private static final Set<String> UP =
      Set.of("active", "activating", "reloading", "refreshing", "maintenance");

  LocalUnit {
    requireNonNull(name);
    requireNonNull(placed);
    requireNonNull(noted);
    requireNonNull(state);
  }

  /** A unit of which nothing is known. */
  static LocalUnit unknown(UnitName name) {
    return new LocalUnit(name, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** What an agent put on the machine: the unit's text, and its note about it. */
  record Placed(String text, Tag tag) {
    Placed {
      requireNonNull(text);
      requireNonNull(tag);
    }
  }

  /** An agent's note about it, of a unit that it put there or not. */
  Optional<Tag> tag() {
    return placed.map(Placed::tag).or(() -> noted);
  }

  /** Whether there is, or is about to be, a process (or socket, or timer) to restart or stop. */
  boolean up() {
    return state
        .filter(now -> UP.contains(now.activeState()) || (ended(now) && now.jobPending()))
        .isPresent();
  }

  /** Whether nothing of it runs and nothing is about to. */
  boolean ended() {
    return state.isEmpty() || (ended(state.get()) && !state.get().jobPending());
  }

  /** Whether systemd calls it failed. */
  boolean failed() {
    return state.filter(now -> now.activeState().equals("failed")).isPresent();
  }

  /** Whether systemd has work queued for it. */
  boolean jobPending() {
    return state.filter(UnitState::jobPending).isPresent();
  }

  /** Whether it ended by itself, in success. */
  boolean succeeded() {
    return state
        .filter(now -> now.activeState().equals("inactive") && now.result().equals("success"))
        .isPresent();
  }

  private static boolean ended(UnitState now) {
    return now.activeState().equals("inactive") || now.activeState().equals("failed");
  }
}
