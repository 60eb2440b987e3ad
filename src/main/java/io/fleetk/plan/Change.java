package io.fleetk.plan;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One thing that a plan does to one unit, and why. A unit may have more than one. */
public sealed interface Change {

  /** What is done to the unit. */
  UnitName unit();

  /** Why, in a few words that stand for themselves; one line. */
  String reason();

  /** How many instances of the unit are restarted by it: processes that stop and start again. */
  @JsonProperty("restarts")
  int restarts();

  /** The word for this kind of change, such as {@code create}. */
  @JsonProperty("kind")
  default String kind() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** Whether somebody who agreed to this has agreed to another change: to the same, in short. */
  default boolean covers(Change other) {
    return getClass().equals(other.getClass())
        && unit().equals(other.unit())
        && difference().equals(other.difference());
  }

  /** What changes in the unit's text and files; empty when nothing does. */
  @JsonIgnore
  default Optional<ContentDiff> difference() {
    return switch (this) {
      case Adopt adopt -> adopt.diff();
      case Edit edit -> Optional.of(edit.diff());
      case Move move -> Optional.of(move.diff());
      case Create _, Continue _, Destroy _, Start _, Stop _, Heal _, Restart _ -> Optional.empty();
    };
  }

  /**
   * The unit does not exist and will.
   *
   * @param unit its name
   * @param desiredState what it is brought to
   * @param reason why
   */
  record Create(UnitName unit, DesiredState desiredState, String reason) implements Change {
    /** A unit to make. */
    public Create {
      requireNonNull(unit);
      requireNonNull(reason);
    }

    @Override
    public int restarts() {
      return 0;
    }
  }

  /**
   * The unit exists and belongs to no stack; it will belong to this one.
   *
   * @param unit its name
   * @param diff what changes in its text and files; empty when nothing does
   * @param restarts how many instances feel the difference
   * @param reason why
   */
  record Adopt(UnitName unit, Optional<ContentDiff> diff, int restarts, String reason)
      implements Change {
    /** A unit to adopt. */
    public Adopt {
      requireNonNull(unit);
      requireNonNull(diff);
      requireNonNull(reason);
    }
  }

  /**
   * The unit's text or files change.
   *
   * @param unit its name
   * @param diff what changes
   * @param restarts how many instances feel the difference; 0 also when the unit is updated by hand
   * @param onlyMachines whether nothing changed but the list of machines that it is rendered from
   * @param reason why
   */
  record Edit(UnitName unit, ContentDiff diff, int restarts, boolean onlyMachines, String reason)
      implements Change {
    /** A unit whose content changes. */
    public Edit {
      requireNonNull(unit);
      requireNonNull(diff);
      requireNonNull(reason);
    }

    /** The word that people use for it. */
    @Override
    public String kind() {
      return "change";
    }
  }

  /**
   * The fleet has the text already, but not every machine: a rollout was interrupted.
   *
   * @param unit its name
   * @param current how many of its targets have the newest content and restart generation
   * @param total how many targets it has
   * @param restarts how many instances are restarted by going on
   * @param reason why
   */
  record Continue(UnitName unit, int current, int total, int restarts, String reason)
      implements Change {
    /** A rollout to go on with. */
    public Continue {
      requireNonNull(unit);
      requireNonNull(reason);
    }
  }

  /**
   * The unit exists, the stack owns it, and it should not exist.
   *
   * @param unit its name
   * @param machines where it is, by machine ID
   * @param reason why
   */
  record Destroy(UnitName unit, List<String> machines, String reason) implements Change {
    /** A unit to destroy. */
    public Destroy {
      requireNonNull(unit);
      machines = List.copyOf(machines);
      requireNonNull(reason);
    }

    @Override
    public int restarts() {
      return 0;
    }
  }

  /**
   * The unit should be brought further than it is.
   *
   * @param unit its name
   * @param from the desired state that the fleet has
   * @param to the desired state that it should have
   * @param reason why
   */
  record Start(UnitName unit, DesiredState from, DesiredState to, String reason) implements Change {
    /** A unit to start, or to load. */
    public Start {
      requireNonNull(unit);
      requireNonNull(from);
      requireNonNull(to);
      requireNonNull(reason);
    }

    @Override
    public int restarts() {
      return 0;
    }
  }

  /**
   * The unit should not be brought as far as it is.
   *
   * @param unit its name
   * @param from the desired state that the fleet has
   * @param to the desired state that it should have
   * @param reason why
   */
  record Stop(UnitName unit, DesiredState from, DesiredState to, String reason) implements Change {
    /** A unit to stop, or to unload. */
    public Stop {
      requireNonNull(unit);
      requireNonNull(from);
      requireNonNull(to);
      requireNonNull(reason);
    }

    @Override
    public int restarts() {
      return 0;
    }
  }

  /**
   * The unit may not stay where it is; the engine finds it another machine.
   *
   * @param unit its name
   * @param from the ID of the machine that it leaves
   * @param diff what changes in its text and files
   * @param reason why it may not stay
   */
  record Move(UnitName unit, String from, ContentDiff diff, String reason) implements Change {
    /** A unit that moves. */
    public Move {
      requireNonNull(unit);
      requireNonNull(from);
      requireNonNull(diff);
      requireNonNull(reason);
    }

    @Override
    public int restarts() {
      return 1;
    }
  }

  /**
   * The unit should run and has failed.
   *
   * @param unit its name
   * @param machines where it failed, by machine ID
   * @param reason what systemd says of it
   */
  record Heal(UnitName unit, List<String> machines, String reason) implements Change {
    /** A unit to start again. */
    public Heal {
      requireNonNull(unit);
      machines = List.copyOf(machines);
      requireNonNull(reason);
    }

    @Override
    public int restarts() {
      return machines.size();
    }
  }

  /**
   * Somebody asked for a restart.
   *
   * @param unit its name
   * @param machines where, by machine ID
   * @param everywhere whether these are all the machines that have it
   * @param reason why
   */
  record Restart(UnitName unit, List<String> machines, boolean everywhere, String reason)
      implements Change {
    /** A unit to restart. */
    public Restart {
      requireNonNull(unit);
      machines = List.copyOf(machines);
      requireNonNull(reason);
    }

    @Override
    public int restarts() {
      return machines.size();
    }
  }
}
