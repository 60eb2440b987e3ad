package io.fleetk.agent;

import io.fleetk.probe.Probe;
import io.fleetk.time.Timeline;
import io.fleetk.unit.Readiness;
import io.fleetk.unit.UnitName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The probers of the units that are active and have checks. Used by one thread. */
final class Probers implements AutoCloseable {
  /**
   * One activation of a unit: verdicts of an earlier one say nothing about it.
   *
   * @param since when systemd calls it active since
   * @param restarts how often systemd has restarted it
   * @param asked how often the agent has asked for a start or restart
   */
  record Activation(Optional<Instant> since, int restarts, int asked) {}

  private record AtWork(Prober prober, Activation activation) {}

  private final String address;
  private final Probe probe;
  private final Timeline timeline;
  private final Runnable onVerdict;
  private final Map<UnitName, AtWork> atWork = new HashMap<>();

  /**
   * No probers yet.
   *
   * @param address of the machine
   * @param onVerdict run, on any thread, whenever a verdict has changed
   */
  Probers(String address, Probe probe, Timeline timeline, Runnable onVerdict) {
    this.address = address;
    this.probe = probe;
    this.timeline = timeline;
    this.onVerdict = onVerdict;
  }

  /** What a unit's checks say by now of this activation of it; begins to ask them if need be. */
  Verdict verdict(UnitName unit, Readiness readiness, Activation activation) {
    if (readiness.checks().isEmpty()) {
      stop(unit);
      return Verdict.GOOD;
    }
    AtWork known = atWork.get(unit);
    if (known != null
        && known.activation().equals(activation)
        && known.prober().readiness().equals(readiness)) {
      return known.prober().verdict();
    }
    stop(unit);
    Prober prober = new Prober(unit, address, readiness, probe, timeline, onVerdict);
    atWork.put(unit, new AtWork(prober, activation));
    prober.start();
    return prober.verdict();
  }

  /** Asks the checks of a unit no more: it is not active. */
  void stop(UnitName unit) {
    AtWork known = atWork.remove(unit);
    if (known != null) {
      known.prober().end();
    }
  }

  @Override
  public void close() {
    List<AtWork> all = List.copyOf(atWork.values());
    atWork.clear();
    all.forEach(known -> known.prober().end());
    all.forEach(known -> known.prober().close());
  }
}
