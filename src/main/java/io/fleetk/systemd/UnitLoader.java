package io.fleetk.systemd;

import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts unit files, and the dead man that some of them need, before systemd and takes them away
 * again, with as few reloads as that allows. Safe for use by several threads.
 */
final class UnitLoader {
  private static final Logger log = LoggerFactory.getLogger(UnitLoader.class);

  /** Reading some thousand unit files takes systemd a few seconds. */
  private static final Duration RELOAD_PATIENCE = Duration.ofSeconds(90);

  /** The timer ends as soon as systemd gets to it, which is nearly always before the first look. */
  private static final int END_LOOKS = 100;

  private static final Duration END_PAUSE = Duration.ofMillis(20);

  private final SystemdBus bus;
  private final UnitFolder folder;
  private final UnitLinks links;
  private final DeadMan deadMan;
  private final UnitStateReader states;
  private final KeptUnits kept;
  private final UnitChanges changes;

  /** Held while units are loaded, unloaded or reloaded. */
  private final ReentrantLock loading = new ReentrantLock();

  UnitLoader(
      SystemdBus bus,
      UnitFolder folder,
      DeadMan deadMan,
      UnitStateReader states,
      KeptUnits kept,
      UnitChanges changes) {
    this.bus = bus;
    this.folder = folder;
    this.links = new UnitLinks(bus);
    this.deadMan = deadMan;
    this.states = states;
    this.kept = kept;
    this.changes = changes;
  }

  /**
   * Begins on a new connection: systemd keeps units for the one that asked only, an earlier version
   * may have left another dead man, and somebody may have stopped the timer.
   */
  void connected() {
    loading.lock();
    try {
      kept.clear();
      kept.keep(folder.names());
      standBy();
    } finally {
      loading.unlock();
    }
  }

  private void standBy() {
    if (!deadMan.isNeeded()) {
      return;
    }
    if (deadMan.install()) {
      folder.setReloadDue(true);
    }
    try {
      bus.call(BusCall.manager("StartUnit", "ss", DeadMan.TIMER.text(), "replace"));
    } catch (BusError e) {
      log.debug("{} does not run yet: {}", DeadMan.TIMER, e.getMessage());
    }
  }

  /**
   * See {@link Systemd#loadAll}. A unit also fails when the administrator's own unit of that name
   * would win.
   */
  Map<UnitName, SystemdException> loadAll(List<LoadedUnit> units) {
    Map<UnitName, SystemdException> failed = new LinkedHashMap<>();
    loading.lock();
    try {
      List<LoadedUnit> fresh = new ArrayList<>();
      for (LoadedUnit unit : units) {
        try {
          if (!loadAgain(unit)) {
            requireNoRival(unit.name());
            fresh.add(unit);
          }
        } catch (SystemdException e) {
          failed.put(unit.name(), e);
        }
      }
      failed.putAll(loadFresh(fresh));
      for (LoadedUnit unit : units) {
        if (!failed.containsKey(unit.name())) {
          changes.follow(unit.name());
        }
      }
    } finally {
      loading.unlock();
    }
    return failed;
  }

  /** Replaces what is loaded of a unit; false when nothing is. */
  private boolean loadAgain(LoadedUnit unit) {
    UnitName name = unit.name();
    Optional<String> before = folder.text(name).filter(_ -> folder.isLinked(name));
    if (before.isEmpty()) {
      return false;
    }
    watchIfNeeded(unit);
    if (!before.get().equals(unit.text())) {
      folder.setReloadDue(true);
      folder.writeText(name, unit.text());
      if (!UnitLinks.install(before.get()).equals(UnitLinks.install(unit.text()))) {
        links.remove(name);
        links.add(List.of(unit));
      }
    }
    folder.writeTag(name, unit.tag());
    return true;
  }

  private void requireNoRival(UnitName name) {
    Optional<String> rival = folder.rival(name);
    if (rival.isPresent()) {
      throw new SystemdException(
          "%s is there and would be used instead: remove it, or rename the unit"
              .formatted(rival.get()));
    }
  }

  /**
   * Loads units that are not. systemd looks for the file of a unit that is not in its memory when
   * it is asked for the unit, so it needs a reload only for those that it knows already, from
   * somewhere else, and for those that others shall want.
   */
  private Map<UnitName, SystemdException> loadFresh(List<LoadedUnit> units) {
    Map<UnitName, SystemdException> failed = new LinkedHashMap<>();
    if (units.isEmpty()) {
      return failed;
    }
    if (units.stream().anyMatch(unit -> !UnitLinks.install(unit.text()).isEmpty())
        || isAnyKnown(units)) {
      folder.setReloadDue(true);
    }
    for (LoadedUnit unit : units) {
      folder.writeTag(unit.name(), unit.tag());
      folder.writeText(unit.name(), unit.text());
      watchIfNeeded(unit);
    }
    try {
      links.add(units);
    } catch (SystemdException e) {
      if (units.size() == 1) {
        UnitName name = units.getFirst().name();
        deadMan.unwatch(name);
        folder.removeText(name); // The tag says what else of the unit is on the machine.
        return Map.of(name, e);
      }
      // One that is at fault takes the others with it.
      units.forEach(unit -> failed.putAll(loadFresh(List.of(unit))));
      return failed;
    }
    kept.keep(units.stream().map(LoadedUnit::name).toList());
    return failed;
  }

  private boolean isAnyKnown(List<LoadedUnit> units) {
    try {
      return !states
          .known(units.stream().map(LoadedUnit::name).filter(name -> !name.isTemplate()).toList())
          .isEmpty();
    } catch (BusError e) {
      throw e.failure();
    }
  }

  private void watchIfNeeded(LoadedUnit unit) {
    boolean needed = unit.stopsOnPartition();
    if (needed == deadMan.watches(unit.name())) {
      return;
    }
    folder.setReloadDue(true);
    if (needed) {
      deadMan.watch(unit.name());
    } else {
      deadMan.unwatch(unit.name());
    }
  }

  /** See {@link Systemd#note}. */
  void note(UnitName name, String tag) {
    loading.lock();
    try {
      folder.writeTag(name, tag);
    } finally {
      loading.unlock();
    }
  }

  /** See {@link Systemd#unload}. */
  void unload(UnitName name) {
    loading.lock();
    try {
      if (folder.isLinked(name)) {
        folder.setReloadDue(true);
        links.remove(name);
      }
      deadMan.unwatch(name);
      folder.remove(name);
      changes.leave(name);
      kept.release(name);
    } finally {
      loading.unlock();
    }
  }

  /** Has systemd read what was written since the last time; does nothing when nothing was. */
  void reload() {
    loading.lock();
    try {
      if (folder.reloadDue()) {
        reloadNow();
      }
    } finally {
      loading.unlock();
    }
  }

  /** Has systemd read everything afresh, whatever it has seen. */
  void reloadAnyway() {
    loading.lock();
    try {
      reloadNow();
    } finally {
      loading.unlock();
    }
  }

  private void reloadNow() {
    try {
      boolean deadManNeeded = deadMan.isNeeded();
      if (deadManNeeded) {
        deadMan.install();
      } else if (deadMan.isInstalled()) {
        dismissDeadMan();
      }
      bus.call(BusCall.manager("Reload", ""), RELOAD_PATIENCE);
      if (deadManNeeded) {
        bus.call(BusCall.manager("StartUnit", "ss", DeadMan.TIMER.text(), "replace"));
      }
      folder.setReloadDue(false);
      kept.keep(folder.names());
      changes.forgetGone(this::isGone);
    } catch (BusError e) {
      throw e.failure();
    }
  }

  private boolean isGone(UnitName name) {
    try {
      return !states.read(List.of(name)).containsKey(name);
    } catch (BusError e) {
      throw e.failure();
    }
  }

  /**
   * Takes the dead man away once his timer has ended: a timer that finds its service gone fails,
   * and would be remembered as one that did. His script, if it runs just now, finds nothing to do
   * and ends.
   */
  private void dismissDeadMan() throws BusError {
    try {
      bus.call(BusCall.manager("StopUnit", "ss", DeadMan.TIMER.text(), "replace"));
    } catch (BusError e) {
      if (!e.isNoSuchUnit()) {
        throw e;
      }
    }
    for (int i = 0; i < END_LOOKS && isTimerUp(); i++) {
      LockSupport.parkNanos(END_PAUSE.toNanos());
    }
    deadMan.uninstall();
  }

  private boolean isTimerUp() throws BusError {
    return Optional.ofNullable(states.read(List.of(DeadMan.TIMER)).get(DeadMan.TIMER))
        .filter(timer -> timer.activeState().equals("active") || timer.jobPending())
        .isPresent();
  }
}
