package io.fleetk.systemd;

/** Something that systemd was asked to do to a unit, and has not yet done. */
final class Job {
  /** What is to be done. */
  enum Type {
    START,
    VERIFY_ACTIVE,
    STOP,
    RESTART;

    /** Whether a stop and anything else cannot both be meant. */
    boolean conflictsWith(Type other) {
      return (this == STOP) != (other == STOP);
    }

    /** The type that does for both, which do not conflict. */
    Type mergedWith(Type other) {
      if (this == other) {
        return this;
      }
      return this == RESTART || other == RESTART ? RESTART : START;
    }

    /** Whether a job of this type would change nothing. */
    boolean isRedundantFor(ActiveState state) {
      return switch (this) {
        case START, VERIFY_ACTIVE -> state == ActiveState.ACTIVE;
        case STOP -> state.isDown();
        case RESTART -> false;
      };
    }
  }

  /** What came of a job. */
  enum Result {
    DONE,
    FAILED,
    DEPENDENCY,
    CANCELED,
    SKIPPED
  }

  private final SimulatedUnit unit;
  private Type type;
  private boolean running;

  Job(SimulatedUnit unit, Type type) {
    this.unit = unit;
    this.type = type;
  }

  SimulatedUnit unit() {
    return unit;
  }

  Type type() {
    return type;
  }

  boolean isRunning() {
    return running;
  }

  void run() {
    running = true;
  }

  void waitAgain() {
    running = false;
  }

  /** Makes it another job, to be run afresh unless it is of that type already. */
  void become(Type other) {
    if (type != other) {
      type = other;
      running = false;
    }
  }

  /**
   * Whether this must wait until another job is done: of two units that are ordered, the later one
   * stops first, and the earlier one starts first (systemd.unit(5), {@code Before=}).
   */
  boolean waitsFor(Job other) {
    if (after(unit, other.unit)) {
      return !stops();
    }
    return after(other.unit, unit) && other.stops();
  }

  private boolean stops() {
    return type == Type.STOP || type == Type.RESTART;
  }

  private static boolean after(SimulatedUnit later, SimulatedUnit earlier) {
    return later.definition().names(Dependency.AFTER, earlier.name())
        || earlier.definition().names(Dependency.BEFORE, later.name());
  }
}
