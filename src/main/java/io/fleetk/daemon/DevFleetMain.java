package io.fleetk.daemon;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The background process of an embedded fleet, from within; {@link DevProcess} starts it. */
public final class DevFleetMain {
  private static final Logger log = LoggerFactory.getLogger(DevFleetMain.class);

  private DevFleetMain() {}

  /** Runs the fleet of the folder given until the process is told to end. */
  public static void main(String[] arguments) {
    leaveSession();
    Path directory = Path.of(arguments[0]);
    try (FileChannel lockFile =
            FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lockFile.tryLock()) {
      if (lock == null) {
        throw new IOException("another fleet runs from " + directory);
      }
      run(directory);
    } catch (IOException | RuntimeException e) {
      log.debug("The fleet ended", e);
      log.error("{}", e.getMessage());
      System.exit(1);
    }
  }

  private static void run(Path directory) throws IOException {
    DevConfiguration configuration =
        DevConfiguration.load(directory)
            .orElseThrow(() -> new IOException("there is no fleet in " + directory));
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  end.countDown();
                  awaitQuietly(ended, Duration.ofSeconds(10));
                }));
    try (DevFleet fleet = DevFleet.start(configuration, directory)) {
      fleet.state().write(directory);
      log.info("Up with {} machines at {}", configuration.machines().size(), fleet.state());
      awaitQuietly(end, Duration.ofDays(365_000));
    } finally {
      DevState.remove(directory);
      log.info("Down");
      ended.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch, Duration patience) {
    try {
      var _ = latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Leaves the terminal's session, so that Ctrl-C or a closed window there is not for us. */
  @SuppressWarnings("restricted") // Launchers enable native access for the whole program.
  private static void leaveSession() {
    Linker linker = Linker.nativeLinker();
    var setsid =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setsid"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT));
    try {
      // Refused when we lead a process group already, and then there is nothing to leave.
      var _ = (int) setsid.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("setsid cannot be called", e);
    }
  }
}
