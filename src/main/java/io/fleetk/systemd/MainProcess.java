package io.fleetk.systemd;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A service's main process: the program that runs as such, if one does, and how the last ended. */
final class MainProcess {
  private final Host host;
  private final Supplier<UnitDefinition> definition;
  private final Consumer<MainProgram> up;
  private final Consumer<String> ended;
  private Optional<MainProgram> program = Optional.empty();
  private Ending lastEnding = Ending.exited(0);

  /**
   * None yet.
   *
   * @param definition the service's, as it is by then
   * @param up told of a program that is up
   * @param ended told by what result one ended, of its own or because it was told to
   */
  MainProcess(
      Host host,
      Supplier<UnitDefinition> definition,
      Consumer<MainProgram> up,
      Consumer<String> ended) {
    this.host = host;
    this.definition = definition;
    this.up = up;
    this.ended = ended;
  }

  /** Starts a program in place of the last one. */
  MainProgram spawn(CommandLine command) {
    lastEnding = Ending.exited(0);
    MainProgram spawned = new MainProgram(host, definition.get(), command, up, this::ended);
    program = Optional.of(spawned);
    return spawned;
  }

  private void ended(MainProgram gone, Ending ending) {
    program = Optional.empty();
    lastEnding = ending;
    ServiceSettings settings = definition.get().service();
    boolean daemon = settings.type() != ServiceType.ONESHOT;
    boolean clean = ending.isClean(daemon, settings.alsoClean());
    if (!clean) {
      log("Main process exited, %s".formatted(ending));
    }
    ended.accept(clean || gone.ignoresFailure() ? "success" : ending.result());
  }

  boolean runs() {
    return program.isPresent();
  }

  /** Whether this very program is the one that runs. */
  boolean is(MainProgram other) {
    return program.filter(other::equals).isPresent();
  }

  /** Whether the program that runs is up; empty when none runs. */
  Optional<Boolean> isUp() {
    return program.map(MainProgram::isUp);
  }

  Ending lastEnding() {
    return lastEnding;
  }

  /** Has it end with this status at once, if it runs. */
  void fail(int exitStatus) {
    program.ifPresent(running -> running.fail(exitStatus));
  }

  /** Asks it to go, if it runs. */
  void terminate() {
    program.ifPresent(MainProgram::terminate);
  }

  /** Kills it, if it runs, and says so. */
  void kill() {
    program.ifPresent(
        running -> {
          log(
              "Killing process %d (%s) with signal SIGKILL."
                  .formatted(running.pid(), running.command().program()));
          running.kill();
        });
  }

  /** Ends it without a word: the power is gone. */
  void vanish() {
    program.ifPresent(MainProgram::vanish);
  }

  private void log(String text) {
    host.log(definition.get().name(), definition.get().name() + ": " + text);
  }
}
