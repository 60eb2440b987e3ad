package io.fleetk.probe;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.Readiness;
import io.fleetk.unit.ReadyCheck;
import io.fleetk.unit.UnitName;
import java.util.function.Predicate;

/**
 * Probes programs that exist only in a simulation, on one simulated machine, in the words that real
 * ones would have caused.
 */
public final class SimulatedProbe implements Probe {
  private final Predicate<UnitName> serving;
  private final Predicate<UnitName> healthy;
  private final Predicate<String> fileExists;

  /**
   * A probe of one machine's programs.
   *
   * @param serving whether a unit's program is up and listens on its ports
   * @param healthy whether a program that serves gives good answers
   * @param fileExists whether there is a file of this absolute path on the machine
   */
  public SimulatedProbe(
      Predicate<UnitName> serving, Predicate<UnitName> healthy, Predicate<String> fileExists) {
    this.serving = requireNonNull(serving);
    this.healthy = requireNonNull(healthy);
    this.fileExists = requireNonNull(fileExists);
  }

  @Override
  public Outcome probe(UnitName unit, String address, ReadyCheck check, Readiness readiness) {
    return switch (check) {
      case ReadyCheck.Http _ -> {
        if (!serving.test(unit)) {
          yield Outcome.failed(check, "connection refused");
        }
        yield healthy.test(unit)
            ? Outcome.held(check, "HTTP 200")
            : Outcome.failed(check, "HTTP 500");
      }
      case ReadyCheck.Tcp _ ->
          serving.test(unit) && healthy.test(unit)
              ? Outcome.held(check, "connected")
              : Outcome.failed(check, "connection refused");
      case ReadyCheck.Exec _ ->
          serving.test(unit) && healthy.test(unit)
              ? Outcome.held(check, "exit status 0")
              : Outcome.failed(check, "exit status 1");
      case ReadyCheck.FileExists file ->
          fileExists.test(file.path()) && healthy.test(unit)
              ? Outcome.held(check, "exists")
              : Outcome.failed(check, "no such file");
    };
  }
}
