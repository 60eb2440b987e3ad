package io.fleetk.systemd;

import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.Policy;
import io.fleetk.unit.Policy.OnPartition;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent asks of its machine: units, their states, the files they carry, and the journal.
 *
 * <p>Calls block until systemd has taken the request, not until the job that it starts has ended;
 * {@link #changes} tells of that. They throw {@link SystemdException}.
 */
public interface Systemd extends AutoCloseable {

  /**
   * The units that {@link #load} has put on this machine, in this or an earlier life of the agent.
   */
  List<LoadedUnit> loaded();

  /**
   * Writes a unit's file, replacing an earlier one, for systemd to see at the next {@link #reload}.
   * A running process is not disturbed. Enables the unit if its file has {@code [Install]}.
   */
  void load(LoadedUnit unit);

  /**
   * Writes units' files, as {@link #load} does each, in as few steps as this systemd allows.
   *
   * @return why it could not be done, of those of which it could not
   */
  default Map<UnitName, SystemdException> loadAll(List<LoadedUnit> units) {
    Map<UnitName, SystemdException> failed = new LinkedHashMap<>();
    for (LoadedUnit unit : units) {
      try {
        load(unit);
      } catch (SystemdException e) {
        failed.put(unit.name(), e);
      }
    }
    return failed;
  }

  /**
   * Writes a unit's tag and nothing else. Of a unit that is not loaded the tag is then among the
   * {@link #noted}, until it is loaded or unloaded; systemd learns nothing of that.
   */
  void note(UnitName name, String tag);

  /**
   * The tags of units that are not loaded, from {@link #note} or from a {@link #load} that came to
   * nothing, in this or an earlier life of the agent.
   */
  Map<UnitName, String> noted();

  /**
   * Stops nothing; removes the unit's file and tag, and disables the unit if it was enabled. Does
   * nothing for a unit of which there is neither.
   */
  void unload(UnitName name);

  /** Has systemd read unit files afresh ({@code daemon-reload}). */
  void reload();

  /** Starts a unit ({@code StartUnit}, mode replace). */
  void start(UnitName name);

  /**
   * Starts units in this order, as {@link #start} does each, without waiting for one to be taken
   * before the next is asked for.
   *
   * @return why it could not be done, of those of which it could not
   */
  default Map<UnitName, SystemdException> startAll(List<UnitName> names) {
    Map<UnitName, SystemdException> failed = new LinkedHashMap<>();
    for (UnitName name : names) {
      try {
        start(name);
      } catch (SystemdException e) {
        failed.put(name, e);
      }
    }
    return failed;
  }

  /** Stops a unit ({@code StopUnit}, mode replace). */
  void stop(UnitName name);

  /** Restarts a unit, or starts it ({@code RestartUnit}, mode replace). */
  void restart(UnitName name);

  /** Forgets that a unit failed ({@code ResetFailedUnit}). */
  void resetFailed(UnitName name);

  /** A unit's state; empty when systemd does not know it. */
  Optional<UnitState> state(UnitName name);

  /** The states of units, as {@link #state} gives each; systemd does not know the others. */
  default Map<UnitName, UnitState> states(Collection<UnitName> names) {
    Map<UnitName, UnitState> states = new HashMap<>();
    names.forEach(name -> state(name).ifPresent(state -> states.put(name, state)));
    return states;
  }

  /**
   * The loaded units whose state has changed since the last call, waiting for one if none has. At
   * the first call, all of them. One thread calls this.
   */
  Set<UnitName> changes(Duration patience);

  /** How long the machine has been up, its sleep included; setting its clock changes nothing. */
  Duration uptime();

  /**
   * Lets the units run that {@linkplain LoadedUnit#stopsOnPartition stop on a partition}; without a
   * permit they may not. Each call takes the place of the one before.
   *
   * <p>When the permit lapses, systemd stops them, and kills what has not ended in time, and starts
   * none of them, whoever asks, until {@link #resume}: whatever has become of the caller by then.
   * Does not wait for systemd.
   */
  void permit(Permit permit);

  /**
   * The units that ran when the permit lapsed; empty while it stands, and when no loaded unit needs
   * one. It lasts until {@link #resume}, in later lives of the agent too.
   */
  Optional<Set<UnitName>> lapse();

  /**
   * Lets units be started again after a {@link #lapse}; starts none.
   *
   * @param until the machine's uptime from which on this must not be
   * @return whether they may be started; not when that time has come
   */
  boolean resume(Duration until);

  /** Writes a file whole or not at all, making the folders above it. */
  void writeFile(CarriedFile file);

  /**
   * Writes a secret whole or not at all, making the folders above it. Its text is never logged.
   *
   * @param mode its permission bits
   */
  void writeSecret(String path, int mode, byte[] text);

  /** Removes a file, if it exists; does nothing where no file can be, as where a folder is. */
  void removeFile(String path);

  /**
   * A part of a unit's journal, oldest lines first. Waits as long as the range says; the end of the
   * wait, or the first lines, are what comes of it.
   */
  JournalLines journal(UnitName name, JournalRange range);

  /**
   * The last lines of a unit's journal, oldest first.
   *
   * @param lines how many at most
   */
  default List<String> journal(UnitName name, int lines) {
    return journal(name, JournalRange.last(lines)).lines();
  }

  @Override
  void close();

  /**
   * A unit that was put on the machine.
   *
   * @param name its name
   * @param text its file
   * @param tag whatever the agent wants to know of it in its next life; one line
   */
  record LoadedUnit(UnitName name, String text, String tag) {

    /**
     * Whether it may run only with a {@link Permit}: its file says {@code OnPartition=stop}. A
     * template does not run.
     */
    public boolean stopsOnPartition() {
      return text.contains("OnPartition") && !name.isTemplate() && saysStop();
    }

    private boolean saysStop() {
      try {
        return Policy.of(name, UnitFile.parse(text)).onPartition() == OnPartition.STOP;
      } catch (UnitParseException e) {
        return false; // systemd will say what it thinks of it.
      }
    }
  }
}
