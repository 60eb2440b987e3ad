package io.fleetk.cli;

/** What {@code fleetk} exits with; documented for scripts. */
final class ExitCode {
  /** Done, or all is as desired. */
  static final int OK = 0;

  /** Failed, or not as desired. */
  static final int FAILED = 1;

  /** Wrong usage or bad input. */
  static final int USAGE = 2;

  /** Differences were found, where {@code --exit-code} asked for them. */
  static final int DIFFERENCES = 3;

  /** A time limit passed. */
  static final int TIMED_OUT = 4;

  /** The fleet cannot be reached. */
  static final int UNREACHABLE = 5;

  /** Ctrl-C: 128 + SIGINT, as a shell sees it of any program. */
  static final int INTERRUPTED = 130;

  /** The reader of the output went away: 128 + SIGPIPE, as a shell sees it of any program. */
  static final int BROKEN_PIPE = 141;

  private ExitCode() {}
}
