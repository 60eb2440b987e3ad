package io.fleetk.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process, which locks a file if nobody else has, until it is closed. */
final class OtherProcess implements AutoCloseable {
  private final Process process;
  private final boolean locked;

  private OtherProcess(Path file) throws Exception {
    Path classes =
        Path.of(OtherProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes.toString(),
                OtherProcess.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    locked = process.inputReader().readLine().equals("locked");
  }

  /** One that has the lock of a file. */
  static OtherProcess locking(Path file) throws Exception {
    OtherProcess other = new OtherProcess(file);
    if (!other.locked) {
      other.close();
      throw new IOException("somebody has locked " + file);
    }
    return other;
  }

  /** Whether another process could have the lock of a file. */
  static boolean canLock(Path file) throws Exception {
    try (OtherProcess other = new OtherProcess(file)) {
      return other.locked;
    }
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }

  /** What runs in the other process: it ends when its input does. */
  public static void main(String[] arguments) throws IOException {
    try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
      System.out.println(channel.tryLock() == null ? "refused" : "locked");
      System.in.transferTo(System.out);
    }
  }
}
