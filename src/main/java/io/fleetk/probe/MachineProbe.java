package io.fleetk.probe;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.Readiness;
import io.fleetk.unit.ReadyCheck;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.Words;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Probes the units of the very machine that it runs on: it looks for files and runs commands, with
 * what the daemon may do and in its environment, and leaves the network to another probe. A command
 * that takes too long is killed, with those that it started.
 */
public final class MachineProbe implements Probe {
  private static final int MAX_SAID = 500;

  private final Probe network;

  /** A probe of this machine, with another one for its network. */
  public MachineProbe(Probe network) {
    this.network = requireNonNull(network);
  }

  @Override
  public Outcome probe(UnitName unit, String address, ReadyCheck check, Readiness readiness) {
    return switch (check) {
      case ReadyCheck.Http _, ReadyCheck.Tcp _ -> network.probe(unit, address, check, readiness);
      case ReadyCheck.FileExists file ->
          Files.exists(Path.of(file.path()))
              ? Outcome.held(check, "exists")
              : Outcome.failed(check, "no such file");
      case ReadyCheck.Exec exec -> run(exec, readiness.probeTimeout());
    };
  }

  /**
   * What the command says goes to a file: a pipe would stay open as long as something that the
   * command left behind.
   */
  private static Outcome run(ReadyCheck.Exec check, Duration patience) {
    Path said = null;
    try {
      said = Files.createTempFile("fleetk-probe-", "");
      Process process =
          new ProcessBuilder(Words.of(check.command()))
              .directory(Path.of("/").toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      return outcome(check, process, patience, said);
    } catch (IOException e) {
      return Outcome.failed(check, "it cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.failed(check, "interrupted");
    } finally {
      remove(said);
    }
  }

  private static Outcome outcome(
      ReadyCheck.Exec check, Process process, Duration patience, Path said)
      throws IOException, InterruptedException {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return Outcome.failed(check, "not ended within %d ms".formatted(patience.toMillis()));
      }
      return process.exitValue() == 0
          ? Outcome.held(check, "exit status 0")
          : Outcome.failed(check, "exit status " + process.exitValue() + lastWords(said));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String lastWords(Path said) throws IOException {
    try (InputStream text = Files.newInputStream(said)) {
      String beginning = new String(text.readNBytes(MAX_SAID), StandardCharsets.UTF_8).strip();
      return beginning.isEmpty() ? "" : ": " + beginning.lines().toList().getLast();
    }
  }

  private static void remove(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It lies in a folder that is cleared sooner or later.
    }
  }
}
