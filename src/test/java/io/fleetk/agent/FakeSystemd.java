package io.fleetk.agent;

import io.fleetk.systemd.Permit;
import io.fleetk.systemd.Systemd;
import io.fleetk.systemd.SystemdException;
import io.fleetk.systemd.UnitState;
import io.fleetk.time.Timeline;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A machine on which units start and stop at once, unless told otherwise, and which remembers what
 * it was asked. A process runs the text that systemd had read when it was started.
 */
final class FakeSystemd implements Systemd {
  private final Timeline timeline;
  private final Map<UnitName, LoadedUnit> onDisk = new TreeMap<>();
  private final Map<UnitName, String> noted = new TreeMap<>();
  private final Map<UnitName, String> read = new HashMap<>();
  private final Map<UnitName, UnitState> states = new HashMap<>();
  private final Map<UnitName, String> processes = new HashMap<>();
  private final Map<String, CarriedFile> files = new TreeMap<>();
  private final Set<UnitName> changed = new TreeSet<>();
  private final Map<String, String> refusals = new HashMap<>();
  private final Set<UnitName> slow = new HashSet<>();
  private final List<String> asked = new ArrayList<>();
  private final Instant booted;
  private Optional<Permit> permit = Optional.empty();
  private Optional<Set<UnitName>> lapse = Optional.empty();

  FakeSystemd(Timeline timeline) {
    this.timeline = timeline;
    this.booted = timeline.now();
  }

  /** The permit that was given last. */
  synchronized Optional<Permit> permit() {
    return permit;
  }

  /** Stops units as if their permit had lapsed, whatever it says. */
  synchronized void lapse(UnitName... units) {
    lapse = Optional.of(Set.of(units));
    Set.of(units).forEach(this::ended);
  }

  /** What was asked so far: verb and object, such as {@code start a.service}. */
  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  synchronized void forgetAsked() {
    asked.clear();
  }

  /** How often something was asked. */
  synchronized long timesAsked(String what) {
    return asked.stream().filter(what::equals).count();
  }

  /** Refuses what is asked in these words, until told otherwise. */
  synchronized void refuse(String what, String why) {
    refusals.put(what, why);
  }

  synchronized void refuseNothing() {
    refusals.clear();
  }

  /** Leaves starts and stops of a unit pending until {@link #finish}. */
  synchronized void slow(UnitName name) {
    slow.add(name);
  }

  /** Ends what is pending for a unit. */
  synchronized void finish(UnitName name) {
    slow.remove(name);
    String active = states.get(name).activeState();
    if (active.equals("deactivating")) {
      ended(name);
    } else if (states.get(name).jobPending() || active.equals("activating")) {
      begun(name);
    }
  }

  /** Ends a unit's process in failure, for systemd to leave it so. */
  synchronized void fail(UnitName name, int exitStatus) {
    processes.remove(name);
    set(name, state("failed", "failed", "exit-code", exitStatus, false));
  }

  /** Removes a unit with its process and its file, behind the agent's back. */
  synchronized void vanish(UnitName name) {
    onDisk.remove(name);
    read.remove(name);
    processes.remove(name);
    states.remove(name);
    changed.add(name);
    notifyAll();
  }

  /** Puts a unit into a state. */
  synchronized void set(UnitName name, UnitState state) {
    states.put(name, state);
    changed.add(name);
    notifyAll();
  }

  /** A unit of the system's own, running. */
  synchronized void install(UnitName name, String text) {
    read.put(name, text);
    begun(name);
  }

  /** The text that a unit's process was started with; empty when none runs. */
  synchronized Optional<String> process(UnitName name) {
    return Optional.ofNullable(processes.get(name));
  }

  synchronized Map<String, CarriedFile> files() {
    return Map.copyOf(files);
  }

  UnitState state(String active, String sub, String result, int exitStatus, boolean jobPending) {
    Instant now = timeline.now();
    return new UnitState(
        "loaded",
        active,
        sub,
        now,
        active.equals("active") ? Optional.of(now) : Optional.empty(),
        0,
        result,
        exitStatus,
        jobPending);
  }

  private void ask(String what) {
    asked.add(what);
    String refusal = refusals.get(what);
    if (refusal != null) {
      throw new SystemdException(refusal);
    }
  }

  private void begun(UnitName name) {
    if (read.get(name).contains("Type=oneshot")) {
      set(name, state("inactive", "dead", "success", 0, false));
      return;
    }
    processes.put(name, read.get(name));
    set(name, state("active", "running", "success", 0, false));
  }

  private void ended(UnitName name) {
    processes.remove(name);
    set(name, state("inactive", "dead", "success", 0, false));
  }

  private void known(UnitName name) {
    if (!read.containsKey(name)) {
      throw new SystemdException("Unit " + name + " not found.");
    }
  }

  @Override
  public synchronized List<LoadedUnit> loaded() {
    return List.copyOf(onDisk.values());
  }

  @Override
  public synchronized void load(LoadedUnit unit) {
    ask("load " + unit.name());
    onDisk.put(unit.name(), unit);
    noted.remove(unit.name());
  }

  @Override
  public synchronized void note(UnitName name, String tag) {
    ask("note " + name);
    if (onDisk.containsKey(name)) {
      onDisk.computeIfPresent(name, (_, unit) -> new LoadedUnit(name, unit.text(), tag));
    } else {
      noted.put(name, tag);
    }
  }

  @Override
  public synchronized Map<UnitName, String> noted() {
    return Map.copyOf(noted);
  }

  @Override
  public synchronized void unload(UnitName name) {
    ask("unload " + name);
    if (onDisk.containsKey(name) && processes.containsKey(name)) {
      throw new IllegalStateException(name + " was unloaded while it ran");
    }
    onDisk.remove(name);
    noted.remove(name);
  }

  @Override
  public synchronized void reload() {
    ask("reload");
    onDisk.forEach(
        (name, unit) -> {
          read.put(name, unit.text());
          if (!states.containsKey(name)) {
            set(name, state("inactive", "dead", "success", 0, false));
          }
        });
    Set<UnitName> gone = new TreeSet<>(states.keySet());
    gone.removeAll(onDisk.keySet());
    for (UnitName name : gone) {
      if (!processes.containsKey(name)) {
        states.remove(name);
        read.remove(name);
      }
    }
  }

  @Override
  public synchronized void start(UnitName name) {
    ask("start " + name);
    known(name);
    if (slow.contains(name)) {
      set(name, state("activating", "start-pre", "success", 0, true));
    } else if (!processes.containsKey(name)) {
      begun(name);
    }
  }

  @Override
  public synchronized void stop(UnitName name) {
    ask("stop " + name);
    known(name);
    if (slow.contains(name)) {
      set(name, state("deactivating", "stop-sigterm", "success", 0, true));
    } else {
      ended(name);
    }
  }

  @Override
  public synchronized void restart(UnitName name) {
    ask("restart " + name);
    known(name);
    if (slow.contains(name)) {
      UnitState now = states.get(name);
      set(name, state(now.activeState(), now.subState(), now.result(), 0, true));
    } else {
      begun(name);
    }
  }

  @Override
  public synchronized void resetFailed(UnitName name) {
    ask("reset-failed " + name);
    set(name, state("inactive", "dead", "success", 0, false));
  }

  @Override
  public synchronized Optional<UnitState> state(UnitName name) {
    return Optional.ofNullable(states.get(name));
  }

  @Override
  public synchronized Set<UnitName> changes(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (changed.isEmpty() && System.nanoTime() < end) {
        wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Set<UnitName> now = new TreeSet<>(changed);
    changed.clear();
    return now;
  }

  @Override
  public synchronized Duration uptime() {
    return Duration.between(booted, timeline.now());
  }

  @Override
  public synchronized void permit(Permit next) {
    permit = Optional.of(next);
  }

  @Override
  public synchronized Optional<Set<UnitName>> lapse() {
    return lapse;
  }

  @Override
  public synchronized boolean resume(Duration until) {
    ask("resume");
    if (uptime().compareTo(until) >= 0) {
      return false;
    }
    lapse = Optional.empty();
    return true;
  }

  @Override
  public synchronized void writeFile(CarriedFile file) {
    ask("write " + file.path());
    files.put(file.path(), file);
  }

  @Override
  public synchronized void writeSecret(String path, int mode, byte[] text) {
    writeFile(new CarriedFile(path, mode, new String(text, StandardCharsets.UTF_8)));
  }

  @Override
  public synchronized void removeFile(String path) {
    ask("remove " + path);
    files.remove(path);
  }

  @Override
  public JournalLines journal(UnitName name, JournalRange range) {
    return JournalLines.NONE;
  }

  @Override
  public void close() {}
}
