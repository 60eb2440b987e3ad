package io.fleetk.lab;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** The host that the labs are on: what it must have, and how it is asked for things. */
final class Host {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Programs that a lab needs, and Debian's package of each. */
  private static final Map<String, String> NEEDED =
      Map.of("dbus-daemon", "dbus", "ip", "iproute2", "nsenter", "util-linux", "mount", "mount");

  private Host() {}

  /**
   * Skips the test, with the reason, where there is no root or no systemd-nspawn. Where both are,
   * whatever else is missing is a failure.
   */
  static void assumeItCanBootMachines() {
    Assumptions.assumeTrue(isRoot(), "booting machines takes root");
    Assumptions.assumeTrue(
        has("systemd-nspawn"),
        "booting machines takes systemd-nspawn (Debian's package systemd-container)");
    NEEDED.forEach(
        (program, debian) -> {
          if (!has(program)) {
            fail("booting machines takes %s (Debian's package %s)", program, debian);
          }
        });
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException e) {
      return false; // no Linux
    }
  }

  private static boolean has(String program) {
    return Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Whether systemd is the host's own init. */
  static boolean runsSystemd() {
    return Files.isDirectory(Path.of("/run/systemd/system"));
  }

  /** Runs a program that must succeed; gives its output. */
  static String run(Object... command) {
    return Command.mustRun(PATIENCE, words(command));
  }

  /** Runs a program; gives whether it succeeded. */
  static boolean succeeds(Object... command) {
    return Command.run(PATIENCE, words(command)).status() == 0;
  }

  private static List<String> words(Object... command) {
    return Arrays.stream(command).map(Object::toString).toList();
  }

  /** Kills processes outright and waits for their end. */
  static void kill(List<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    await("the end of " + processes, () -> processes.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** Waits for the end of processes that should end by themselves; kills them if they do not. */
  static void awaitEndOrKill(List<ProcessHandle> processes) {
    Instant deadline = Instant.now().plusSeconds(5);
    await(
        "the end of " + processes,
        () -> {
          if (Instant.now().isAfter(deadline)) {
            processes.forEach(ProcessHandle::destroyForcibly);
          }
          return processes.stream().noneMatch(ProcessHandle::isAlive);
        });
  }

  /** Takes a mount away that its last users may still be leaving. */
  static void unmount(Path folder) {
    Awaitility.await("unmounting " + folder)
        .atMost(PATIENCE)
        .pollInSameThread()
        .until(() -> !isMountPoint(folder) || succeeds("umount", folder));
  }

  private static boolean isMountPoint(Path folder) throws IOException {
    try (var mounts = Files.lines(Path.of("/proc/self/mounts"))) {
      return mounts.anyMatch(line -> line.split(" ", -1)[1].equals(folder.toString()));
    }
  }

  static void await(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .pollInSameThread()
        .until(condition::getAsBoolean);
  }

  static void createFolders(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file anew, with the folders above it; what a link of its name points to stays. */
  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(file);
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
