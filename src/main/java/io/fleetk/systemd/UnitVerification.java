package io.fleetk.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Asks this machine's systemd what it thinks of unit files that are not installed ({@code
 * systemd-analyze verify}, systemd-analyze(1)). Nothing is started, loaded or left behind.
 */
public final class UnitVerification {
  /** The program that is asked. */
  public static final String PROGRAM = "systemd-analyze";

  private static final Pattern VERSION = Pattern.compile("systemd (\\S+).*");
  private static final String OUTPUT = ".output";

  private final Path program;
  private final Duration patience;

  /**
   * Asks by a program.
   *
   * @param program where it is
   * @param patience how long it may take
   */
  public UnitVerification(Path program, Duration patience) {
    this.program = program;
    this.patience = patience;
  }

  /**
   * What was said.
   *
   * @param version systemd's version, such as {@code 252}
   * @param lines what it printed, line by line
   * @param exitCode what it exited with: older versions of it with 1 whenever they complain
   */
  public record Said(String version, List<String> lines, int exitCode) {
    /** Copies the lines. */
    public Said {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Asks about units that may refer to each other.
   *
   * @param units their texts by their names; at least one
   * @throws IOException when it cannot be asked, or takes too long
   */
  public Said verify(Map<UnitName, String> units) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("fleetk-verify");
    try {
      List<String> command = new ArrayList<>(List.of(program.toString(), "verify", "--man=no"));
      for (Map.Entry<UnitName, String> unit : units.entrySet()) {
        Path file = directory.resolve(unit.getKey().text());
        Files.writeString(file, unit.getValue());
        command.add(file.toString());
      }
      Path output = directory.resolve(OUTPUT);
      run(List.of(program.toString(), "--version"), output);
      Matcher version = VERSION.matcher(Files.readString(output).lines().findFirst().orElse(""));
      int exitCode = run(command, output);
      return new Said(
          version.matches() ? version.group(1) : "",
          new String(Files.readAllBytes(output), UTF_8).lines().toList(),
          exitCode);
    } finally {
      remove(directory);
    }
  }

  private int run(List<String> command, Path output) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.remove("SYSTEMD_UNIT_PATH");
    environment.put("SYSTEMD_LOG_TARGET", "console");
    environment.put("SYSTEMD_LOG_LEVEL", "info");
    environment.put("SYSTEMD_LOG_COLOR", "0");
    environment.put("SYSTEMD_LOG_LOCATION", "0");
    environment.put("SYSTEMD_LOG_TIME", "0");
    environment.put("SYSTEMD_COLORS", "0");
    environment.put("SYSTEMD_PAGER", "");
    environment.put("LC_ALL", "C");
    Process process = builder.start();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "%s did not answer within %d s".formatted(PROGRAM, patience.toSeconds()));
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
