package io.fleetk.cli;

import io.fleetk.stack.LocatedUnit;
import io.fleetk.stack.SystemdVerdict;
import io.fleetk.systemd.UnitVerification;
import io.fleetk.unit.Finding;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Gathers what this machine's systemd thinks of units. */
final class SystemdLint {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";

  private final UnitVerification verification;
  private final List<Finding> findings = new ArrayList<>();
  private int leftOut;
  private String version = "";

  private SystemdLint(UnitVerification verification) {
    this.verification = verification;
  }

  /**
   * Ready to ask.
   *
   * @throws CommandFailure when there is no systemd here to ask
   */
  static SystemdLint here(Map<String, String> environment) {
    Optional<Path> program =
        Stream.of(environment.getOrDefault("PATH", USUAL_PATH).split(":"))
            .map(directory -> Path.of(directory, UnitVerification.PROGRAM))
            .filter(Files::isExecutable)
            .findFirst();
    return new SystemdLint(
        new UnitVerification(
            program.orElseThrow(
                () ->
                    CommandFailure.failed(
                        "--systemd: %s is not installed here; leave --systemd out, or lint where"
                                .formatted(UnitVerification.PROGRAM)
                            + " systemd is")),
            PATIENCE));
  }

  /**
   * Asks about units that belong together.
   *
   * @throws CommandFailure when systemd cannot tell
   */
  void ask(List<LocatedUnit> units) throws IOException {
    if (units.isEmpty()) {
      return;
    }
    Map<UnitName, String> texts = new LinkedHashMap<>();
    units.forEach(unit -> texts.put(unit.name(), unit.text()));
    try {
      UnitVerification.Said said = verification.verify(texts);
      var verdict = new SystemdVerdict(units, said.lines());
      if (said.exitCode() != 0 && !verdict.isAboutUnits()) {
        throw failure(
            said.lines().isEmpty()
                ? "it exited with %d and said nothing".formatted(said.exitCode())
                : said.lines().getLast());
      }
      findings.addAll(verdict.findings());
      leftOut += verdict.leftOut();
      version = said.version();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("it was interrupted");
    } catch (IOException e) {
      throw failure(e.getMessage());
    }
  }

  private static CommandFailure failure(String why) {
    return CommandFailure.failed(
        "--systemd: %s cannot tell: %s; leave --systemd out, or lint where systemd runs"
            .formatted(UnitVerification.PROGRAM, why));
  }

  /** What it complained about. */
  List<Finding> findings() {
    return findings;
  }

  /** Who was asked, and what was left out; empty when there was nothing to ask about. */
  Optional<String> summary() {
    if (version.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "systemd %s of this machine was asked%s"
            .formatted(
                version,
                leftOut == 0
                    ? ""
                    : "; left out: %s about programs and units that are not on this machine"
                        .formatted(Plural.of(leftOut, "complaint"))));
  }
}
