package io.fleetk.agent;

import io.fleetk.agent.LocalUnit.Placed;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.registry.ScheduledUnit;
import io.fleetk.systemd.UnitState;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.Policy;
import io.fleetk.unit.Readiness;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads off how each unit is: systemd's word, then that of its checks, which are asked only while
 * systemd's word is good. Used by one thread.
 */
final class Readings implements AutoCloseable {
  /** A unit's text, read. */
  private record Reading(String text, UnitFile file, Hash hash, Readiness readiness) {}

  private final String machineId;
  private final Probers probers;
  private final Map<UnitName, Reading> read = new HashMap<>();
  private final Map<UnitName, Integer> asked = new HashMap<>();

  /** Units whose start or restart systemd was asked for and may not have begun. */
  private final Set<UnitName> awaited = new HashSet<>();

  Readings(String machineId, Probers probers) {
    this.machineId = machineId;
    this.probers = probers;
  }

  /** Notes that systemd was asked to start or restart a unit: what was known of it is over. */
  void asked(UnitName name) {
    asked.merge(name, 1, Integer::sum);
    awaited.add(name);
  }

  /** Forgets a unit that is gone. */
  void forget(UnitName name) {
    read.remove(name);
    asked.remove(name);
    awaited.remove(name);
    probers.stop(name);
  }

  /**
   * The status of a unit that an agent placed here.
   *
   * @param unit it, with a state read after the last task was done for it
   * @param wanted what the schedule says of it
   * @param trouble what failed
   */
  UnitStatus status(LocalUnit unit, Optional<ScheduledUnit> wanted, Optional<String> trouble) {
    Placed placed = unit.placed().orElseThrow();
    Reading reading =
        read.compute(
            unit.name(),
            (name, known) ->
                known != null && known.text().equals(placed.text())
                    ? known
                    : read(name, placed.text()));
    Standing standing = standing(unit, placed.tag(), reading);
    return Report.of(
        machineId,
        unit,
        reading.hash(),
        wanted,
        standing,
        verdict(unit, placed.tag(), reading, standing),
        trouble);
  }

  private Standing standing(LocalUnit unit, Tag tag, Reading reading) {
    Standing standing = Standing.of(unit.name(), reading.file(), tag.acted(), unit.state());
    if (!unit.jobPending()) {
      awaited.remove(unit.name());
    } else if (standing.holds() && awaited.contains(unit.name())) {
      // The process that systemd speaks of is the one that is about to be replaced.
      return new Standing(false, standing.reason() + ", about to be restarted");
    }
    return standing;
  }

  private Verdict verdict(LocalUnit unit, Tag tag, Reading reading, Standing standing) {
    if (!standing.holds() || tag.acted() != DesiredState.LAUNCHED) {
      probers.stop(unit.name());
      return Verdict.GOOD;
    }
    return probers.verdict(
        unit.name(),
        reading.readiness(),
        new Probers.Activation(
            unit.state().flatMap(UnitState::activeSince),
            unit.state().map(UnitState::restarts).orElse(0),
            asked.getOrDefault(unit.name(), 0)));
  }

  private static Reading read(UnitName name, String text) {
    UnitFile file;
    try {
      file = UnitFile.parse(text);
    } catch (UnitParseException e) {
      // Only somebody who edits the file that the agent wrote gets here: it has no checks then.
      file = new UnitFile(List.of());
    }
    return new Reading(text, file, Hash.of(text), Policy.of(name, file).readiness());
  }

  @Override
  public void close() {
    probers.close();
  }
}
