package io.fleetk.balance;

import io.fleetk.probe.NetworkProbe;
import io.fleetk.probe.Probe;
import io.fleetk.unit.Readiness;
import io.fleetk.unit.ReadyCheck;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Finds out how a backend is, as seen from here: whether it accepts connections, and its check. */
final class Examination {
  private final Dialer dialer;
  private final UnitName name;
  private final Optional<ReadyCheck.Http> check;
  private final Readiness readiness;
  private final Probe probe = new NetworkProbe();

  Examination(BalancerSettings settings, Dialer dialer, Duration timeout) {
    this.dialer = dialer;
    this.name = UnitName.of(settings.component() + ".service");
    this.check = settings.check();
    this.readiness =
        new Readiness(
            List.copyOf(check.stream().toList()),
            timeout,
            timeout,
            1,
            settings.checkCa().map(Path::toString));
  }

  /** Tries a backend once; never throws. */
  Finding of(String host) {
    try (Socket _ = dialer.dial(host)) {
      // That it accepts is all that is asked of it here.
    } catch (IOException e) {
      return Dialer.finding(e);
    }
    if (check.isEmpty()) {
      return new Finding(Finding.Kind.SOUND, "it accepts connections");
    }
    Probe.Outcome outcome = probe.probe(name, host, check.get(), readiness);
    return new Finding(
        outcome.holds() ? Finding.Kind.SOUND : Finding.Kind.UNSOUND, outcome.reason());
  }
}
