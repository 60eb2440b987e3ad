package io.fleetk.agent;

import io.fleetk.agent.LocalUnit.Placed;
import io.fleetk.registry.ScheduledUnit;
import io.fleetk.systemd.Systemd;
import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.systemd.SystemdException;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Policy;
import io.fleetk.unit.Policy.OnPartition;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agent does about units that systemd stopped because this machine had lost its fleet
 * ({@code OnPartition=stop}): it starts none of them before it has read a schedule while it was
 * surely present again, and notes that they are to be started then. One thread's.
 */
final class Lapse {
  private static final Logger log = LoggerFactory.getLogger(Lapse.class);
  private static final String REASON = "stopped: this machine had lost the fleet";

  private final Systemd systemd;
  private final LocalUnits local;

  /** Units that were stopped and are not started again yet. */
  private final Set<UnitName> stopped = new TreeSet<>();

  private boolean lasts;

  Lapse(Systemd systemd, LocalUnits local) {
    this.systemd = systemd;
    this.local = local;
  }

  /**
   * Looks whether units were stopped, and notes beside each that it no longer is as it was brought.
   *
   * @param started units that were just started, which may have come too late
   */
  void look(Set<UnitName> started) {
    try {
      heed(local.known() ? systemd.lapse() : Optional.empty(), started);
    } catch (SystemdException e) {
      // As long as it lasts, every renewal of the presence leads here again.
      log.warn("Cannot look after units with OnPartition=stop: {}; trying again", e.getMessage());
    }
  }

  private void heed(Optional<Set<UnitName>> lapse, Set<UnitName> started) {
    if (lapse.isPresent() && !lasts) {
      log.warn(
          "This machine has lost its fleet: stopped for that (OnPartition=stop): {}",
          lapse.get().isEmpty()
              ? "nothing"
              : lapse.get().stream().map(UnitName::text).collect(Collectors.joining(", ")));
    }
    lasts = lapse.isPresent();
    if (lasts) {
      lapse.get().forEach(this::note);
      started.forEach(this::note);
    }
  }

  private void note(UnitName name) {
    Optional<Placed> placed =
        local.unit(name).placed().filter(unit -> unit.tag().acted() == DesiredState.LAUNCHED);
    if (placed.isPresent() && stops(name, placed.get())) {
      LoadedUnit noted =
          new LoadedUnit(
              name,
              placed.get().text(),
              placed.get().tag().withActed(DesiredState.LOADED).encode());
      systemd.load(noted);
      local.placed(noted);
      stopped.add(name);
    }
  }

  private static boolean stops(UnitName name, Placed placed) {
    return new LoadedUnit(name, placed.text(), "").stopsOnPartition();
  }

  /**
   * The machine was present when its schedule was read: what stands there may be started.
   *
   * @param until the uptime from which on that is no longer sure
   */
  void resume(Duration until) {
    try {
      if (lasts && systemd.resume(until)) {
        lasts = false;
        log.info("This machine is back in its fleet: units with OnPartition=stop may run");
      }
    } catch (SystemdException e) {
      log.warn("Cannot let units with OnPartition=stop run again: {}", e.getMessage());
    }
  }

  /** Of these units, those that may not be started now. */
  Set<UnitName> withheld(Map<UnitName, ScheduledUnit> desired) {
    Set<UnitName> withheld = new TreeSet<>();
    if (lasts) {
      desired.forEach(
          (name, unit) -> {
            if (Policy.of(name, unit.content().file()).onPartition() == OnPartition.STOP) {
              withheld.add(name);
            }
          });
    }
    return withheld;
  }

  /** A unit was started again, or is gone. */
  void over(UnitName name) {
    stopped.remove(name);
  }

  /** Why a unit that should run does not; empty when this is not why. */
  Optional<String> reason(LocalUnit unit) {
    return stopped.contains(unit.name()) && unit.ended() ? Optional.of(REASON) : Optional.empty();
  }
}
