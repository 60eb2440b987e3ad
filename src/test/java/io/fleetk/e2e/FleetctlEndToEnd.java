package io.fleetk.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * {@code FleetctlEndToEnd FLEETCTL [FLEETD]}: tells fleetk and a real fleetctl the same, drives a
 * fleet of fleetk's with that fleetctl, and a fleet of real fleetd daemons with fleetk. A line for
 * each check; exits with 0 when all passed, 1 when one failed, 2 when they cannot be made.
 */
public final class FleetctlEndToEnd {
  private FleetctlEndToEnd() {}

  /** Makes the checks. */
  public static void main(String[] words) throws IOException {
    Optional<Path> fleetctl = program(words, 0);
    Optional<Path> fleetd = program(words, 1);
    if (fleetctl.isEmpty()) {
      stop("name fleet's fleetctl 1.0: make e2e-fleetctl FLEETCTL=PATH [FLEETD=PATH]");
    }
    fleetctl.ifPresent(program -> requireProgram("FLEETCTL", program));
    fleetd.ifPresent(program -> requireProgram("FLEETD", program));
    Checks checks = new Checks(System.out);
    Path folder = Files.createTempDirectory("fleetk-e2e");
    try {
      try (var both = new FleetkBesideFleetctl(checks, fleetctl.orElseThrow(), folder)) {
        both.run();
      }
      try (var direction = new FleetctlOnFleetk(checks, fleetctl.orElseThrow(), folder)) {
        direction.run();
      }
      if (fleetd.isPresent()) {
        try (var direction = new FleetkOnFleetd(checks, fleetd.get(), folder)) {
          direction.run();
        }
      } else {
        checks.about("fleetk on fleetd: left out, since FLEETD names none");
      }
    } catch (TestAbortedException e) {
      stop(e.getMessage());
    } finally {
      delete(folder);
    }
    System.exit(checks.sum() ? 0 : 1);
  }

  private static Optional<Path> program(String[] words, int index) {
    return words.length > index && !words[index].isBlank()
        ? Optional.of(Path.of(words[index]).toAbsolutePath())
        : Optional.empty();
  }

  private static void requireProgram(String variable, Path program) {
    if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
      stop("%s=%s is no program that can be run".formatted(variable, program));
    }
  }

  private static void stop(String why) {
    System.err.println("e2e-fleetctl: " + why);
    System.exit(2);
  }

  private static void delete(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path path : all.toList().reversed()) {
        Files.delete(path);
      }
    }
  }
}
