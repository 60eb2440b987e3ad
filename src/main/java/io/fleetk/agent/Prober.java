package io.fleetk.agent;

import io.fleetk.probe.Probe;
import io.fleetk.probe.Probe.Outcome;
import io.fleetk.time.Timeline;
import io.fleetk.unit.Readiness;
import io.fleetk.unit.ReadyCheck;
import io.fleetk.unit.UnitName;

/**
 * Asks the checks of one unit in one activation, round after round. It counts as ready after as
 * many good rounds in a row as its threshold says, and no more after one bad one.
 */
final class Prober {
  private final UnitName unit;
  private final String address;
  private final Readiness readiness;
  private final Probe probe;
  private final Runnable onVerdict;
  private final Role role;
  private volatile Verdict verdict;
  private int goodRounds;

  /**
   * A prober, at work until it is ended.
   *
   * @param onVerdict run, on the prober's thread, whenever the verdict has changed
   */
  Prober(
      UnitName unit,
      String address,
      Readiness readiness,
      Probe probe,
      Timeline timeline,
      Runnable onVerdict) {
    this.unit = unit;
    this.address = address;
    this.readiness = readiness;
    this.probe = probe;
    this.onVerdict = onVerdict;
    ReadyCheck first = readiness.checks().getFirst();
    this.verdict = new Verdict(false, first.option() + " " + first + ": not asked yet");
    this.role = new Role("prober-" + unit, timeline, this::step);
  }

  void start() {
    role.start();
  }

  Readiness readiness() {
    return readiness;
  }

  Verdict verdict() {
    return verdict;
  }

  private void step(Role role) {
    Verdict now = round();
    if (role.closed()) {
      return;
    }
    if (!now.equals(verdict)) {
      verdict = now;
      onVerdict.run();
    }
    role.sleep(readiness.pause(now.holds()));
  }

  private Verdict round() {
    for (ReadyCheck check : readiness.checks()) {
      Outcome outcome = probe.probe(unit, address, check, readiness);
      if (!outcome.holds()) {
        goodRounds = 0;
        return new Verdict(false, outcome.reason().replace('\n', ' '));
      }
    }
    goodRounds++;
    return goodRounds >= readiness.threshold()
        ? Verdict.GOOD
        : new Verdict(
            false,
            "%d of %d good rounds of its checks".formatted(goodRounds, readiness.threshold()));
  }

  /** Has it ask no more, without waiting for a probe that is under way. */
  void end() {
    role.end();
  }

  /** Ends it, and with it a probe that is under way. */
  void close() {
    role.close();
  }
}
