package io.fleetk.engine;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.Machine;
import io.fleetk.registry.EngineWrite;
import io.fleetk.unit.UnitName;
import java.util.List;

/** Something that the scheduler decided about a unit, and why. */
public sealed interface Decision {
  /** The unit that it is about. */
  UnitName unit();

  /** Why, in a few words for the log and for people. */
  String reason();

  /** What carries it out, to be written together and in this order. */
  List<EngineWrite> writes();

  /** Gives a unit to a machine. */
  record Place(UnitName unit, Assignment assignment, String reason) implements Decision {
    @Override
    public List<EngineWrite> writes() {
      return List.of(new EngineWrite.Assign(unit, assignment));
    }

    @Override
    public String toString() {
      return "place %s on %s: %s".formatted(unit, Machine.shortId(assignment.machineId()), reason);
    }
  }

  /** Takes a unit from one machine and gives it to another, with the content that it had. */
  record Move(UnitName unit, String from, Assignment to, String reason) implements Decision {
    @Override
    public List<EngineWrite> writes() {
      return List.of(new EngineWrite.Unassign(unit, from), new EngineWrite.Assign(unit, to));
    }

    @Override
    public String toString() {
      return "move %s from %s to %s: %s"
          .formatted(unit, Machine.shortId(from), Machine.shortId(to.machineId()), reason);
    }
  }

  /** Takes a unit from a machine. */
  record Unplace(UnitName unit, String machineId, String reason) implements Decision {
    @Override
    public List<EngineWrite> writes() {
      return List.of(new EngineWrite.Unassign(unit, machineId));
    }

    @Override
    public String toString() {
      return "take %s from %s: %s".formatted(unit, Machine.shortId(machineId), reason);
    }
  }

  /** Gives a machine another content, generation or desired state of a unit that it has. */
  record Update(UnitName unit, Assignment before, Assignment after, String reason)
      implements Decision {
    @Override
    public List<EngineWrite> writes() {
      return List.of(new EngineWrite.Assign(unit, after));
    }

    @Override
    public String toString() {
      return "update %s on %s: %s".formatted(unit, Machine.shortId(after.machineId()), reason);
    }
  }

  /**
   * Says why a unit waits: it is on no machine, or its machine is lost and no other can have it.
   */
  record Pend(UnitName unit, String reason) implements Decision {
    @Override
    public List<EngineWrite> writes() {
      return List.of(new EngineWrite.Pend(unit, reason));
    }

    @Override
    public String toString() {
      return "%s waits: %s".formatted(unit, reason);
    }
  }

  /** Says that a unit no longer waits. */
  record Unpend(UnitName unit, String reason) implements Decision {
    @Override
    public List<EngineWrite> writes() {
      return List.of(new EngineWrite.Unpend(unit));
    }

    @Override
    public String toString() {
      return "%s no longer waits: %s".formatted(unit, reason);
    }
  }

  /** Removes a release, which has served or will never serve. */
  record DropRelease(UnitName unit, String machineId, String reason) implements Decision {
    @Override
    public List<EngineWrite> writes() {
      return List.of(new EngineWrite.DropRelease(unit, machineId));
    }

    @Override
    public String toString() {
      return "drop the release of %s to %s: %s".formatted(unit, Machine.shortId(machineId), reason);
    }
  }
}
