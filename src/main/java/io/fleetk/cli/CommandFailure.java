package io.fleetk.cli;

/** The end of a command that did not do what was asked, told in one line. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The command was carried out and failed. */
  static CommandFailure failed(String message) {
    return new CommandFailure(ExitCode.FAILED, message);
  }

  /** Some units did not come to what was asked of them, of each of which it was told why. */
  static CommandFailure unitsFailed(int units) {
    return failed(
        "%s failed; 'fleetk status' shows how they are".formatted(Plural.of(units, "unit")));
  }

  /** What was given cannot be used. */
  static CommandFailure badInput(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  /** A time limit passed. */
  static CommandFailure timedOut(String message) {
    return new CommandFailure(ExitCode.TIMED_OUT, message);
  }

  /** There is no fleet to talk to. */
  static CommandFailure unreachable(String message) {
    return new CommandFailure(ExitCode.UNREACHABLE, message);
  }

  /** What to exit with. */
  int exitCode() {
    return exitCode;
  }
}
