package io.fleetk.rollout;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How far a rollout is.
 *
 * @param elapsed since it began
 * @param waitingFor what the whole rollout waits for, such as a lock; empty when it is at work
 * @param components those that have something to do, in the plan's order
 */
public record Progress(
    Duration elapsed, Optional<String> waitingFor, List<ComponentProgress> components) {
  /** Copies the list. */
  public Progress {
    requireNonNull(elapsed);
    requireNonNull(waitingFor);
    components = List.copyOf(components);
  }

  /** Where a component stands. */
  public enum Phase {
    /** It waits for components that it depends on. */
    WAITING,
    /** It is being changed. */
    WORKING,
    /** The old text is being put back. */
    UNDOING,
    /** It is as the plan has it. */
    DONE,
    /** It failed, which stopped the rollout. */
    FAILED
  }

  /**
   * How far a component is.
   *
   * @param component its name
   * @param phase where it stands
   * @param kinds the kinds of its changes, such as {@code create}, each once
   * @param targets every instance, by unit and machine
   * @param elapsed since it began to work; zero before
   * @param waitingFor what it waits for and why; empty when it waits for nothing
   */
  public record ComponentProgress(
      String component,
      Phase phase,
      List<String> kinds,
      List<TargetProgress> targets,
      Duration elapsed,
      Optional<String> waitingFor) {
    /** Copies the lists. */
    public ComponentProgress {
      requireNonNull(component);
      requireNonNull(phase);
      kinds = List.copyOf(kinds);
      targets = List.copyOf(targets);
      requireNonNull(elapsed);
      requireNonNull(waitingFor);
    }

    /** How many instances are ready. */
    public int ready() {
      return (int) targets.stream().filter(TargetProgress::ready).count();
    }

    /** How many instances have what they should: the newest text and restart. */
    public int current() {
      return (int) targets.stream().filter(TargetProgress::current).count();
    }
  }

  /**
   * How one instance stands.
   *
   * @param unit the unit
   * @param machineId its machine; empty while it has none
   * @param state systemd's words, such as {@code active (running)}; empty when unknown
   * @param current whether it has what it should: the newest text and restart
   * @param ready whether it is ready
   * @param reason why it is not ready, or by what it is
   */
  public record TargetProgress(
      UnitName unit,
      Optional<String> machineId,
      String state,
      boolean current,
      boolean ready,
      String reason) {
    /** A target's standing. */
    public TargetProgress {
      requireNonNull(unit);
      requireNonNull(machineId);
      requireNonNull(state);
      requireNonNull(reason);
    }
  }
}
