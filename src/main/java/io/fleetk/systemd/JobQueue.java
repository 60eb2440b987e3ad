package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Systemd's queue of jobs, at most one for a unit, run as their order allows. */
final class JobQueue {
  private final UnitIndex units;
  private final Consumer<SimulatedUnit> changed;
  private final Set<Job> jobs = new LinkedHashSet<>();
  private boolean running;

  /**
   * A queue without jobs.
   *
   * @param changed told of every unit whose job came, or went
   */
  JobQueue(UnitIndex units, Consumer<SimulatedUnit> changed) {
    this.units = units;
    this.changed = changed;
  }

  /**
   * Queues a job and what follows from it, in place of what stood against it (mode replace).
   *
   * @throws SystemdException when systemd would refuse
   */
  void add(UnitName name, Job.Type type) {
    Transaction.of(units, name, type, false, jobs).forEach(this::install);
  }

  /** Queues what a service asks for that restarts itself. */
  void addAutoRestart(SimulatedUnit unit) {
    try {
      Transaction.of(units, unit.name(), Job.Type.START, true, jobs).forEach(this::install);
    } catch (SystemdException e) {
      unit.log("%s: Failed to schedule restart job: %s".formatted(unit.name(), e.getMessage()));
      unit.fail("resources");
    }
  }

  private void install(Job job) {
    SimulatedUnit unit = job.unit();
    Optional<Job> earlier = unit.job();
    if (earlier.isPresent() && !earlier.get().type().conflictsWith(job.type())) {
      earlier.get().become(earlier.get().type().mergedWith(job.type()));
      return;
    }
    earlier.ifPresent(old -> finish(old, Job.Result.CANCELED, false));
    unit.setJob(Optional.of(job));
    jobs.add(job);
    changed.accept(unit);
  }

  /** Runs every job that need not wait, until none is left of these. */
  void dispatch() {
    if (running) {
      return; // the loop below goes on with what was added
    }
    running = true;
    try {
      while (step()) {
        // one more round: a job that ended may have been waited for
      }
    } finally {
      running = false;
    }
  }

  private boolean step() {
    for (Job job : List.copyOf(jobs)) {
      if (jobs.contains(job)
          && !job.isRunning()
          && jobs.stream().noneMatch(job::waitsFor)
          && run(job)) {
        return true;
      }
    }
    return false;
  }

  /** Runs a job; false when it has to wait after all. */
  private boolean run(Job job) {
    job.run();
    return switch (job.type()) {
      case START -> runStart(job);
      case VERIFY_ACTIVE -> runVerify(job);
      case STOP, RESTART -> runStop(job);
    };
  }

  private boolean runStart(Job job) {
    SimulatedUnit unit = job.unit();
    switch (unit.start(bindingsActive(unit))) {
      case NOT_NOW -> {
        job.waitAgain();
        return false;
      }
      case ALREADY_ACTIVE, SKIPPED -> finish(job, Job.Result.DONE, false);
      case REFUSED -> finish(job, Job.Result.FAILED, true);
      case DEPENDENCY_MISSING -> finish(job, Job.Result.DEPENDENCY, true);
      case BEGUN -> {
        if (jobs.contains(job) && job.isRunning()) {
          JobMessages.begun(unit, Job.Type.START);
        }
      }
    }
    return true;
  }

  private boolean runVerify(Job job) {
    return switch (job.unit().active()) {
      case ACTIVE -> {
        finish(job, Job.Result.DONE, false);
        yield true;
      }
      case ACTIVATING -> {
        job.waitAgain();
        yield false;
      }
      case INACTIVE, DEACTIVATING, FAILED -> {
        finish(job, Job.Result.SKIPPED, false);
        yield true;
      }
    };
  }

  private boolean runStop(Job job) {
    SimulatedUnit unit = job.unit();
    if (unit.active().isDown()) {
      finish(job, Job.Result.DONE, false);
      return true;
    }
    unit.end();
    if (jobs.contains(job) && job.isRunning()) {
      JobMessages.begun(unit, Job.Type.STOP);
    }
    return true;
  }

  /** systemd.unit(5): with {@code After=} as well, what a unit binds to must be active first. */
  private boolean bindingsActive(SimulatedUnit unit) {
    return units.named(unit, Dependency.BINDS_TO).stream()
        .filter(name -> unit.definition().names(Dependency.AFTER, name))
        .allMatch(
            name -> units.find(name).filter(u -> u.active() == ActiveState.ACTIVE).isPresent());
  }

  /** Draws the conclusions from a unit's new state. */
  void stateChanged(SimulatedUnit unit, ActiveState before) {
    ActiveState now = unit.active();
    boolean expected = unit.job().map(job -> isExpected(job, now)).orElse(false);
    if (!expected && !before.isDown() && now.isDown()) {
      stopBound(unit);
    }
    if (before != now && now == ActiveState.FAILED) {
      units.named(unit, Dependency.ON_FAILURE).forEach(name -> startIfPossible(unit, name));
    }
  }

  /** Ends the unit's job if its new state settles it; false when that was not the job's doing. */
  private boolean isExpected(Job job, ActiveState now) {
    if (job.type() == Job.Type.START || job.type() == Job.Type.VERIFY_ACTIVE) {
      if (now == ActiveState.ACTIVE) {
        finish(job, Job.Result.DONE, true);
        return true;
      }
      if (job.isRunning() && now.isDown()) {
        finish(job, now == ActiveState.FAILED ? Job.Result.FAILED : Job.Result.DONE, true);
        return false;
      }
    } else if (now.isDown()) {
      finish(job, Job.Result.DONE, true);
    }
    return true;
  }

  private void stopBound(SimulatedUnit unit) {
    for (SimulatedUnit bound : units.naming(unit.name(), List.of(Dependency.BINDS_TO))) {
      if (!bound.active().isDown()) {
        add(bound.name(), Job.Type.STOP);
      }
    }
  }

  private void startIfPossible(SimulatedUnit failed, UnitName name) {
    try {
      add(name, Job.Type.START);
    } catch (SystemdException e) {
      failed.log(
          "%s: Failed to enqueue OnFailure=%s job, ignoring: %s"
              .formatted(failed.name(), name, e.getMessage()));
    }
  }

  private void finish(Job job, Job.Result result, boolean didSomething) {
    SimulatedUnit unit = job.unit();
    if (!jobs.contains(job)) {
      return;
    }
    Job.Type type = job.type();
    if (didSomething) {
      JobMessages.finished(unit, type, result);
    }
    if (result == Job.Result.DONE && type == Job.Type.RESTART) {
      job.become(Job.Type.START);
      return;
    }
    jobs.remove(job);
    unit.setJob(Optional.empty());
    changed.accept(unit);
    if (result != Job.Result.DONE) {
      failDependents(unit, type);
    }
  }

  private void failDependents(SimulatedUnit unit, Job.Type type) {
    List<Dependency> kinds =
        type == Job.Type.STOP || type == Job.Type.RESTART
            ? List.of()
            : Dependency.SHARE_START_FAILURE;
    for (SimulatedUnit dependent : new ArrayList<>(units.naming(unit.name(), kinds))) {
      dependent
          .job()
          .filter(j -> j.type() == Job.Type.START || j.type() == Job.Type.VERIFY_ACTIVE)
          .ifPresent(j -> finish(j, Job.Result.DEPENDENCY, true));
    }
  }

  /** Forgets all jobs without a word: the power is gone. */
  void clear() {
    jobs.forEach(job -> job.unit().setJob(Optional.empty()));
    jobs.clear();
  }
}
