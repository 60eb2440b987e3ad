package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A unit that systemd knows: its definition, its state, its job. */
abstract class SimulatedUnit {
  /** Told of every change of a unit's state. */
  @FunctionalInterface
  interface Listener {
    void stateChanged(SimulatedUnit unit, ActiveState before);
  }

  /** What came of asking a unit to start. */
  enum StartAnswer {
    ALREADY_ACTIVE,
    BEGUN,
    NOT_NOW,
    SKIPPED,
    REFUSED,
    DEPENDENCY_MISSING
  }

  private final Host host;
  private final Listener listener;
  private UnitDefinition definition;
  private ActiveState active = ActiveState.INACTIVE;
  private String sub = "dead";
  private String result = "success";
  private Instant since;
  private Optional<Instant> activeSince = Optional.empty();
  private Optional<Job> job = Optional.empty();
  private final StartLimit limit = new StartLimit();

  SimulatedUnit(Host host, UnitDefinition definition, Listener listener) {
    this.host = host;
    this.definition = definition;
    this.listener = listener;
    this.since = host.now();
  }

  /** Begins to start; called when it is down, or on its way to be started again. */
  abstract void begin();

  /** Begins to stop; called when it is not down. */
  abstract void end();

  /** Ends everything that goes on in it without a word: the power is gone. */
  abstract void vanish();

  /** Kills its processes (systemctl(1), {@code kill}); without any, nothing happens. */
  void kill() {}

  /** Whether a program of it is up and may be connected to. */
  abstract boolean serving();

  /** Has a fault that was just set show at once. */
  abstract void failNow(int exitStatus);

  /** Whether a start must wait for something that is still going on. */
  boolean startMustWait() {
    return active == ActiveState.DEACTIVATING;
  }

  /** Whether systemd has a process to run before it counts as started. */
  boolean endsByItself() {
    return false;
  }

  int restarts() {
    return 0;
  }

  int exitStatus() {
    return 0;
  }

  /** Starts, unless something speaks against it (systemd's {@code unit_start}). */
  final StartAnswer start(boolean bindingsActive) {
    if (active == ActiveState.ACTIVE) {
      return StartAnswer.ALREADY_ACTIVE;
    }
    if (startMustWait()) {
      return StartAnswer.NOT_NOW;
    }
    if (active == ActiveState.ACTIVATING && !endsHoldOff()) {
      return StartAnswer.BEGUN;
    }
    if (!definition.isLoaded()) {
      return StartAnswer.REFUSED;
    }
    if (!limit.allows(host.now(), definition.limitInterval(), definition.limitBurst())) {
      log(name() + ": Start request repeated too quickly.");
      fail("start-limit-hit");
      return StartAnswer.REFUSED;
    }
    Optional<Condition> unmet = Condition.unmet(definition.conditions(), host.files()::exists);
    if (unmet.isPresent()) {
      log(
          "%s was skipped because of an unmet condition check (%s)."
              .formatted(definition.title(), unmet.get()));
      return StartAnswer.SKIPPED;
    }
    Optional<Condition> failed = Condition.unmet(definition.asserts(), host.files()::exists);
    if (failed.isPresent()) {
      log("Starting %s requested, but %s failed.".formatted(name(), failed.get()));
      return StartAnswer.REFUSED;
    }
    if (!bindingsActive) {
      return StartAnswer.DEPENDENCY_MISSING;
    }
    result = "success";
    begin();
    return StartAnswer.BEGUN;
  }

  /** Whether it only waits to be started again, and may be started now. */
  boolean endsHoldOff() {
    return false;
  }

  /** Forgets that it failed, and how often it was started. */
  void resetFailed() {
    limit.reset();
    if (active == ActiveState.FAILED) {
      enter(ActiveState.INACTIVE, "dead");
    }
    result = "success";
  }

  /** Ends failed; the first reason is the one that is kept, as in systemd. */
  void fail(String reason) {
    note(reason);
    log("%s: Failed with result '%s'.".formatted(name(), result));
    enter(ActiveState.FAILED, "failed");
  }

  /** Keeps a reason to fail, if it is the first. */
  final void note(String reason) {
    if (result.equals("success")) {
      result = reason;
    }
  }

  final void enter(ActiveState next, String nextSub) {
    ActiveState before = active;
    active = next;
    sub = nextSub;
    since = host.now();
    if (next != ActiveState.ACTIVE) {
      activeSince = Optional.empty();
    } else if (activeSince.isEmpty()) {
      activeSince = Optional.of(since);
    }
    listener.stateChanged(this, before);
  }

  final Host.Alarm after(Duration delay, Runnable action) {
    return host.after(delay, action);
  }

  final void log(String text) {
    host.log(name(), text);
  }

  final Host host() {
    return host;
  }

  final UnitName name() {
    return definition.name();
  }

  final UnitDefinition definition() {
    return definition;
  }

  final void define(UnitDefinition fresh) {
    definition = fresh;
  }

  final ActiveState active() {
    return active;
  }

  final String sub() {
    return sub;
  }

  final String result() {
    return result;
  }

  final Optional<Job> job() {
    return job;
  }

  final void setJob(Optional<Job> job) {
    this.job = job;
  }

  final UnitState state() {
    return new UnitState(
        definition.loadState(),
        active.word(),
        sub,
        since,
        activeSince,
        restarts(),
        result,
        exitStatus(),
        job.isPresent());
  }
}
