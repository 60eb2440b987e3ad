package io.fleetk.agent;

import io.fleetk.probe.Probe;
import io.fleetk.unit.Readiness;
import io.fleetk.unit.ReadyCheck;
import io.fleetk.unit.UnitName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Checks hold unless they are told why not. */
final class FakeProbe implements Probe {
  private final Map<UnitName, String> broken = new ConcurrentHashMap<>();
  private final Map<UnitName, AtomicInteger> rounds = new ConcurrentHashMap<>();

  void breakChecks(UnitName unit, String reason) {
    broken.put(unit, reason);
  }

  void mendChecks(UnitName unit) {
    broken.remove(unit);
  }

  /** How often a unit was probed. */
  int probes(UnitName unit) {
    AtomicInteger count = rounds.get(unit);
    return count == null ? 0 : count.get();
  }

  @Override
  public Outcome probe(UnitName unit, String address, ReadyCheck check, Readiness readiness) {
    rounds.computeIfAbsent(unit, name -> new AtomicInteger()).incrementAndGet();
    String reason = broken.get(unit);
    return new Outcome(
        reason == null,
        true,
        check.option() + " " + check + ": " + (reason == null ? "it holds" : reason));
  }
}
