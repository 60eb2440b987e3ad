package io.fleetk.cli;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/** A program that this one runs, which ends with it. */
final class ChildProcess implements AutoCloseable {
  private static final File NOTHING = new File("/dev/null");

  private final Process process;
  private final Thread hook;

  private ChildProcess(Process process) {
    this.process = process;
    this.hook = new Thread(process::destroy, "end of " + process.pid());
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** A program with this one's terminal, or whatever its standard streams are. */
  static ChildProcess inheriting(List<String> command) throws IOException {
    return new ChildProcess(new ProcessBuilder(command).inheritIO().start());
  }

  /** A program without input, whose output is read here. */
  static ChildProcess read(List<String> command) throws IOException {
    return new ChildProcess(
        new ProcessBuilder(command).redirectInput(Redirect.from(NOTHING)).start());
  }

  Process process() {
    return process;
  }

  /** What it exits with; 128 and its number when it was ended by a signal. */
  int await() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending, and the hook is at work.
    }
  }
}
