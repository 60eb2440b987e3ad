package io.fleetk.rollout;

import static java.util.Objects.requireNonNull;

import io.fleetk.plan.Plan;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a rollout ended. */
public sealed interface Outcome {

  /**
   * Everything is as the plan has it.
   *
   * @param took how long
   * @param notes what is left for somebody to do, a line each, such as restarting a unit that is
   *     updated by hand
   */
  record Done(Duration took, List<String> notes) implements Outcome {
    /** Copies the notes. */
    public Done {
      requireNonNull(took);
      notes = List.copyOf(notes);
    }
  }

  /**
   * Something failed, and the rollout stopped there; what was not reached is as it was.
   *
   * @param component the component that failed
   * @param unit the unit that failed
   * @param machineId the machine it failed on; empty when the fleet refused the unit
   * @param state systemd's state of it, such as {@code failed (failed), result exit-code}; empty
   *     when there is none
   * @param reason what went wrong, in one line
   * @param log the last lines of its journal, oldest first; empty when they cannot be had
   * @param undo what became of {@code OnFailure=undo}
   */
  record Failed(
      String component,
      UnitName unit,
      Optional<String> machineId,
      String state,
      String reason,
      List<String> log,
      Undo undo)
      implements Outcome {
    /** Copies the log. */
    public Failed {
      requireNonNull(component);
      requireNonNull(unit);
      requireNonNull(machineId);
      requireNonNull(state);
      requireNonNull(reason);
      log = List.copyOf(log);
      requireNonNull(undo);
    }
  }

  /**
   * The time was over.
   *
   * @param after the time that was given
   * @param waitingFor what was waited for and why, a line each
   */
  record TimedOut(Duration after, List<String> waitingFor) implements Outcome {
    /** Copies the lines. */
    public TimedOut {
      requireNonNull(after);
      waitingFor = List.copyOf(waitingFor);
    }
  }

  /** Somebody stopped it; the same command goes on with it. */
  record Interrupted() implements Outcome {}

  /**
   * Others changed the fleet since the plan was agreed to, before this rollout had the lock, so
   * that more is to be done now, or something else; nothing was done.
   *
   * @param plan what is to be done now
   */
  record Overtaken(Plan plan) implements Outcome {}

  /**
   * Somebody else has a stack's lock; nothing was done.
   *
   * @param stack the stack
   * @param holder who has it
   * @param since since when
   */
  record LockHeld(String stack, String holder, Instant since) implements Outcome {}

  /**
   * A stack's lock was lost on the way, so that somebody else may be at work; the rollout stopped.
   *
   * @param stack the stack
   * @param reason what the fleet said
   */
  record LockLost(String stack, String reason) implements Outcome {}

  /** What became of putting the old text back after a failure. */
  sealed interface Undo {
    /** It was not asked for ({@code OnFailure=pause}). */
    record NotAsked() implements Undo {}

    /**
     * The old text is back wherever the new one had been taken, and ready.
     *
     * @param units the units that have their old text again
     */
    record PutBack(List<UnitName> units) implements Undo {
      /** Copies the list. */
      public PutBack {
        units = List.copyOf(units);
      }
    }

    /**
     * It was asked for and did not work out.
     *
     * @param reason why, in one line
     */
    record Impossible(String reason) implements Undo {}
  }
}
