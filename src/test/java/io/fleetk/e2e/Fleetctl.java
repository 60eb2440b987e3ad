package io.fleetk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.lab.Command;
import io.fleetk.lab.LabMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * fleetctl 1.0 at a fleet, and a folder with the unit files that it is given by name.
 *
 * @param program fleetctl
 * @param endpoint where the fleet is
 * @param folder holds unit files; fleetctl looks for those it is told the name of
 */
record Fleetctl(Path program, String endpoint, Path folder) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String THERE = "/usr/local/bin/";

  /** The same at another endpoint. */
  Fleetctl at(String other) {
    return new Fleetctl(program, other, folder);
  }

  /** Puts a unit file into the folder, over one of that name. */
  void write(String unit, String text) {
    try {
      Files.writeString(folder.resolve(unit), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it, whatever comes of it; the names of units are those of files in the folder. */
  Command.Result run(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "--chdir=" + folder,
                program.toString(),
                "--driver=API",
                "--endpoint=" + endpoint));
    command.addAll(List.of(words));
    return Command.run(PATIENCE, command);
  }

  /** Runs it on a machine, at the socket there. */
  static Command.Result runOn(LabMachine machine, String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(THERE + "fleetctl", "--driver=API", "--endpoint=unix:///run/fleet.sock"));
    command.addAll(List.of(words));
    return machine.run(command.toArray(String[]::new));
  }

  /** Runs it; it must succeed. Gives what it printed. */
  String must(String... words) {
    Command.Result result = run(words);
    assertThat(result.status())
        .as("%s: %s%s", String.join(" ", words), result.output(), result.errors())
        .isZero();
    return result.output();
  }

  /**
   * Starts units. fleetctl gives a program two seconds to come up and then fails, whatever {@code
   * --block-attempts} says; on a busy host that is no fault of the fleet's, so the caller is to
   * await it.
   */
  void start(String... words) {
    List<String> command = new ArrayList<>(List.of("start"));
    command.addAll(List.of(words));
    Command.Result result = run(command.toArray(String[]::new));
    assertThat(result.status() == 0 || result.errors().contains("Failed to find an active unit"))
        .as("%s: %s%s", String.join(" ", command), result.output(), result.errors())
        .isTrue();
  }

  /** Waits until it prints these lines, in whatever order; blanks count as one. */
  void await(List<String> lines, String... words) {
    Awaitility.await(String.join(" ", words))
        .atMost(PATIENCE)
        .pollInSameThread()
        .untilAsserted(
            () -> assertThat(lines(must(words))).containsExactlyInAnyOrderElementsOf(lines));
  }

  private static List<String> lines(String output) {
    return output.lines().map(line -> line.strip().replaceAll("\\s+", " ")).toList();
  }

  /** Copies a program of the host to where a machine looks for programs. */
  static void install(Path program, LabMachine machine, String name) {
    Path there = machine.root().resolve((THERE + name).substring(1));
    try {
      Files.createDirectories(there.getParent());
      Files.copy(program, there);
      Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
