package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Reads a machine's journal by journalctl(1): systemd has no other way in but C. */
final class JournalReader {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path root;

  /**
   * The journal of a machine.
   *
   * @param root its root folder
   */
  JournalReader(Path root) {
    this.root = root;
  }

  /**
   * The last lines about a unit, oldest first.
   *
   * @throws SystemdException when it cannot be read
   */
  List<String> last(UnitName name, int lines) {
    Process process;
    try {
      process = new ProcessBuilder(command(name, lines)).start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new SystemdException("cannot read the journal: " + e.getMessage(), e);
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var output = threads.submit(() -> text(process.getInputStream()));
      var errors = threads.submit(() -> text(process.getErrorStream()));
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SystemdException("journalctl did not end in time");
      }
      // With nothing to show, and --quiet, it says nothing and fails.
      if (process.exitValue() != 0 && !errors.get().isBlank()) {
        throw new SystemdException("cannot read the journal: " + errors.get().strip());
      }
      return output.get().lines().toList();
    } catch (ExecutionException e) {
      throw new SystemdException("cannot read the journal: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SystemdException("interrupted while reading the journal", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private List<String> command(UnitName name, int lines) {
    List<String> command = new ArrayList<>(List.of("journalctl"));
    if (!root.equals(Path.of("/"))) {
      command.add("--root=" + root);
    }
    command.add("--unit=" + name);
    command.add("--lines=" + Math.max(0, lines));
    command.addAll(List.of("--output=short-iso", "--utc", "--no-pager", "--quiet"));
    return command;
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }
}
