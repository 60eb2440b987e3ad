package io.fleetk.systemd;

import io.fleetk.time.Timeline;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A machine's systemd that exists in memory only: signatures, for others to build on. */
@SuppressWarnings("DoNotCallSuggester")
public final class SimulatedSystemd implements Systemd {
  private static UnsupportedOperationException soon() {
    return new UnsupportedOperationException("the simulated systemd is being built");
  }

  /**
   * A machine that has just booted.
   *
   * @param hostname as the journal prints it and {@code %H} expands to
   * @param timeline when things happen
   * @param behaviour how long programs take
   */
  public SimulatedSystemd(String hostname, Timeline timeline, Behaviour behaviour) {
    throw soon();
  }

  /** What is wrong with this machine's programs. */
  public Faults faults() {
    throw soon();
  }

  /** Puts a unit on the machine that belongs to its own system; {@link #loaded} leaves it out. */
  public void install(UnitName name, String text) {
    throw soon();
  }

  /** Cuts the power: processes, loaded units and everything under {@code /run} are gone. */
  public void powerOff() {
    throw soon();
  }

  /** Boots again after {@link #powerOff}. */
  public void powerOn() {
    throw soon();
  }

  /** Whether the unit's program is up and listening on its ports. */
  public boolean serving(UnitName name) {
    throw soon();
  }

  /** Whether the unit's program, if it serves, gives good answers. */
  public boolean healthy(UnitName name) {
    throw soon();
  }

  /** Whether a file exists on the machine. */
  public boolean fileExists(String path) {
    throw soon();
  }

  /** The files that were written to this machine, by path. */
  public Map<String, CarriedFile> files() {
    throw soon();
  }

  @Override
  public List<LoadedUnit> loaded() {
    throw soon();
  }

  @Override
  public void load(LoadedUnit unit) {
    throw soon();
  }

  @Override
  public void unload(UnitName name) {
    throw soon();
  }

  @Override
  public void reload() {
    throw soon();
  }

  @Override
  public void start(UnitName name) {
    throw soon();
  }

  @Override
  public void stop(UnitName name) {
    throw soon();
  }

  @Override
  public void restart(UnitName name) {
    throw soon();
  }

  @Override
  public void resetFailed(UnitName name) {
    throw soon();
  }

  @Override
  public Optional<UnitState> state(UnitName name) {
    throw soon();
  }

  @Override
  public Set<UnitName> changes(Duration patience) {
    throw soon();
  }

  @Override
  public void writeFile(CarriedFile file) {
    throw soon();
  }

  @Override
  public void removeFile(String path) {
    throw soon();
  }

  @Override
  public List<String> journal(UnitName name, int lines) {
    throw soon();
  }

  @Override
  public void close() {
    throw soon();
  }
}
