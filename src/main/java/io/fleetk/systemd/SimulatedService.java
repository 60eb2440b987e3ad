package io.fleetk.systemd;

import io.fleetk.systemd.ServiceSettings.Phase;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A service: the states of systemd.service(5), one after the other, as its processes end, its
 * timeouts pass and its jobs come.
 */
final class SimulatedService extends SimulatedUnit {
  private final Consumer<SimulatedUnit> autoRestart;
  private ServiceState state = ServiceState.DEAD;
  private Optional<MainProgram> main = Optional.empty();
  private final ControlCommands control;
  private final Deadline deadline;
  private Ending lastEnding = Ending.exited(0);
  private int started;
  private final RestartCount count = new RestartCount();
  private boolean stopAsked;

  /**
   * @param autoRestart has the unit started again, and with it what shares its restarts
   */
  SimulatedService(
      Host host,
      UnitDefinition definition,
      Listener listener,
      Consumer<SimulatedUnit> autoRestart) {
    super(host, definition, listener);
    this.autoRestart = autoRestart;
    this.deadline = new Deadline(host);
    this.control = new ControlCommands(host, definition.name());
  }

  @Override
  void begin() {
    stopAsked = false;
    count.started();
    run(Phase.START_PRE, ServiceState.START_PRE, this::startMain, this::giveUp);
  }

  private void startMain() {
    List<CommandLine> commands = settings().commands(Phase.START);
    switch (settings().type()) {
      case SIMPLE, IDLE -> {
        spawnMain(commands.getFirst());
        startPost();
      }
      case EXEC -> {
        MainProgram spawned = spawnMain(commands.getFirst());
        enter(ServiceState.START);
        startTimeout();
        after(
            Host.MOMENT.dividedBy(2),
            () -> {
              if (main.filter(spawned::equals).isPresent() && state == ServiceState.START) {
                startPost();
              }
            });
      }
      case NOTIFY, NOTIFY_RELOAD, DBUS -> {
        spawnMain(commands.getFirst());
        enter(ServiceState.START);
        startTimeout();
      }
      case FORKING -> fork(commands.getFirst());
      case ONESHOT -> {
        started = 0;
        startNext();
      }
    }
  }

  /** A forking service's program: its parent ends once the child is up. */
  private void fork(CommandLine command) {
    if (Course.wellKnown(command.arguments()).isPresent()) {
      run(Phase.START, ServiceState.START, this::startPost, this::giveUp);
      return;
    }
    spawnMain(command);
    enter(ServiceState.START);
    startTimeout();
  }

  /** Runs a oneshot's next command, or goes on when all have run. */
  private void startNext() {
    List<CommandLine> commands = settings().commands(Phase.START);
    if (started >= commands.size()) {
      MainProgram.provide(host(), definition());
      startPost();
      return;
    }
    spawnMain(commands.get(started++));
    enter(ServiceState.START);
    startTimeout();
  }

  private MainProgram spawnMain(CommandLine command) {
    lastEnding = Ending.exited(0);
    MainProgram spawned = new MainProgram(host(), definition(), command, this::isUp, this::ended);
    main = Optional.of(spawned);
    return spawned;
  }

  private void isUp(MainProgram program) {
    ServiceType type = settings().type();
    boolean tells = (type.saysWhenReady() && !program.isWellKnown()) || type == ServiceType.FORKING;
    if (state == ServiceState.START && tells) {
      startPost();
    }
  }

  private void ended(MainProgram program, Ending ending) {
    main = Optional.empty();
    lastEnding = ending;
    boolean daemon = settings().type() != ServiceType.ONESHOT;
    boolean clean = ending.isClean(daemon, settings().alsoClean());
    if (!clean) {
      log("%s: Main process exited, %s".formatted(name(), ending));
    }
    String outcome = clean || program.ignoresFailure() ? "success" : ending.result();
    switch (state) {
      case START -> endedInStart(outcome);
      case RUNNING -> running(outcome);
      case STOP_SIGTERM, STOP_SIGKILL -> {
        note(outcome);
        stopPost();
      }
      case START_POST, STOP -> note(outcome); // what runs then goes on first
      case DEAD,
          START_PRE,
          EXITED,
          STOP_POST,
          FAILED,
          DEAD_BEFORE_AUTO_RESTART,
          FAILED_BEFORE_AUTO_RESTART,
          AUTO_RESTART,
          AUTO_RESTART_QUEUED -> {}
    }
  }

  private void endedInStart(String outcome) {
    if (!outcome.equals("success")) {
      giveUp(outcome);
    } else if (settings().type() == ServiceType.ONESHOT) {
      startNext();
    } else {
      giveUp("protocol"); // gone before it was there
    }
  }

  private void startPost() {
    run(Phase.START_POST, ServiceState.START_POST, () -> running("success"), this::giveUp);
  }

  private void running(String outcome) {
    note(outcome);
    deadline.clear();
    if (!result().equals("success")) {
      giveUp(result());
    } else if (main.isPresent()) {
      enter(ServiceState.RUNNING);
      deadline.set(
          settings().runtimeMax(),
          () -> {
            log(name() + ": Service reached runtime time limit. Stopping.");
            giveUp("timeout");
          });
    } else if (settings().remainAfterExit()) {
      enter(ServiceState.EXITED);
    } else {
      stop();
    }
  }

  @Override
  void end() {
    stopAsked = true;
    switch (state) {
      case AUTO_RESTART, AUTO_RESTART_QUEUED -> {
        deadline.clear();
        count.cameToRest();
        enter(ServiceState.DEAD);
      }
      case START_PRE, START, START_POST -> giveUp("success");
      case RUNNING, EXITED -> stop();
      case STOP,
          STOP_SIGTERM,
          STOP_SIGKILL,
          STOP_POST,
          DEAD,
          FAILED,
          DEAD_BEFORE_AUTO_RESTART,
          FAILED_BEFORE_AUTO_RESTART -> {}
    }
  }

  private void stop() {
    run(Phase.STOP, ServiceState.STOP, () -> giveUp("success"), this::giveUp);
  }

  /** Ends what still runs: with SIGTERM, later with SIGKILL (systemd.kill(5)). */
  private void giveUp(String outcome) {
    note(outcome);
    deadline.clear();
    control.vanish();
    if (main.isEmpty()) {
      stopPost();
      return;
    }
    main.get().terminate();
    enter(ServiceState.STOP_SIGTERM);
    deadline.set(settings().stopTimeout(), this::killLate);
  }

  @Override
  void kill() {
    if (state == ServiceState.STOP) {
      giveUp("signal");
    }
    main.ifPresent(MainProgram::kill);
  }

  private void killLate() {
    log(name() + ": State 'stop-sigterm' timed out. Killing.");
    note("timeout");
    main.ifPresent(
        program -> {
          log(
              "%s: Killing process %d (%s) with signal SIGKILL."
                  .formatted(name(), program.pid(), program.command().program()));
          program.kill();
        });
    enter(ServiceState.STOP_SIGKILL);
  }

  private void stopPost() {
    deadline.clear();
    run(Phase.STOP_POST, ServiceState.STOP_POST, () -> dead("success"), this::dead);
  }

  private void dead(String outcome) {
    note(outcome);
    boolean success = result().equals("success");
    log(
        success
            ? name() + ": Deactivated successfully."
            : "%s: Failed with result '%s'.".formatted(name(), result()));
    boolean again = !stopAsked && !stopQueued() && settings().restartsAfter(result(), lastEnding);
    stopAsked = false;
    if (!again) {
      count.cameToRest();
      enter(success ? ServiceState.DEAD : ServiceState.FAILED);
      return;
    }
    enter(
        success ? ServiceState.DEAD_BEFORE_AUTO_RESTART : ServiceState.FAILED_BEFORE_AUTO_RESTART);
    enter(ServiceState.AUTO_RESTART);
    deadline.set(Optional.of(settings().restartDelay()), this::restartItself);
  }

  private boolean stopQueued() {
    return job().filter(job -> job.type() == Job.Type.STOP).isPresent();
  }

  private void restartItself() {
    if (stopQueued()) {
      log(name() + ": Stop job pending for unit, skipping automatic restart.");
      return;
    }
    int number = count.next();
    enter(ServiceState.AUTO_RESTART_QUEUED);
    log("%s: Scheduled restart job, restart counter is at %d.".formatted(name(), number));
    autoRestart.accept(this);
  }

  /** Runs the commands of a phase, one after the other; without any, the phase is skipped. */
  private void run(Phase phase, ServiceState during, Runnable then, Consumer<String> failed) {
    deadline.clear();
    control.run(
        settings().commands(phase),
        () -> {
          enter(during);
          if (during.active(ServiceType.SIMPLE) == ActiveState.ACTIVATING) {
            startTimeout();
          } else {
            stopTimeout(failed);
          }
        },
        () -> {
          deadline.clear();
          then.run();
        },
        failed);
  }

  private void stopTimeout(Consumer<String> failed) {
    deadline.set(
        settings().stopTimeout(),
        () -> {
          log("%s: Stopping timed out. Terminating.".formatted(name()));
          control.vanish();
          failed.accept("timeout");
        });
  }

  private void startTimeout() {
    deadline.set(
        settings().startTimeout(),
        () -> {
          log("%s: %s operation timed out. Terminating.".formatted(name(), state.word()));
          giveUp("timeout");
        });
  }

  private void enter(ServiceState next) {
    state = next;
    enter(next.active(settings().type()), next.word());
  }

  private ServiceSettings settings() {
    return definition().service();
  }

  @Override
  void fail(String reason) {
    count.cameToRest();
    state = ServiceState.FAILED;
    super.fail(reason);
  }

  @Override
  void resetFailed() {
    count.reset();
    state = state == ServiceState.FAILED ? ServiceState.DEAD : state;
    super.resetFailed();
  }

  @Override
  void failNow(int exitStatus) {
    main.ifPresent(program -> program.fail(exitStatus));
  }

  @Override
  void vanish() {
    deadline.clear();
    main.ifPresent(MainProgram::vanish);
    control.vanish();
  }

  @Override
  boolean serving() {
    return main.map(MainProgram::isUp).orElse(state == ServiceState.EXITED);
  }

  @Override
  boolean startMustWait() {
    return super.startMustWait() || state == ServiceState.AUTO_RESTART;
  }

  @Override
  boolean endsHoldOff() {
    return state == ServiceState.AUTO_RESTART_QUEUED;
  }

  @Override
  boolean endsByItself() {
    return settings().type() == ServiceType.ONESHOT;
  }

  @Override
  int restarts() {
    return count.value();
  }

  @Override
  int exitStatus() {
    return lastEnding.status();
  }
}
