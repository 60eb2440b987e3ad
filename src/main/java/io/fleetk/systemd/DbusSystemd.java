package io.fleetk.systemd;

import static java.util.Objects.requireNonNull;

import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A machine's own systemd, spoken to over D-Bus (org.freedesktop.systemd1(5)). Needs root.
 *
 * <p>What it promises beyond {@link Systemd}:
 *
 * <ul>
 *   <li>to load what is loaded already, letter by letter, changes nothing, and a reload with
 *       nothing to read is none: an agent that starts anew restarts and reloads nothing;
 *   <li>a unit that is new to systemd needs no reload either (systemd 246 and newer look for its
 *       file when they are asked for it);
 *   <li>states are followed by systemd's signals; nothing is polled;
 *   <li>a lost connection, to the bus or between the bus and systemd, is made anew, and all that is
 *       loaded then counts as changed; meanwhile calls wait some seconds and then fail;
 *   <li>a unit that is loaded stays in systemd's memory as long as this is open, so that how it
 *       ended can still be asked for (Unit, Ref).
 * </ul>
 *
 * <p>Safe for use by several threads.
 */
public final class DbusSystemd implements Systemd {
  private static final Logger log = LoggerFactory.getLogger(DbusSystemd.class);
  private static final String SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket";

  private final MachineFiles files;
  private final UnitFolder folder;
  private final DeadMan deadMan;
  private final JournalReader journal;
  private final SystemdBus bus;
  private final UnitStateReader states;
  private final UnitChanges changes = new UnitChanges();
  private final UnitLoader loader;
  private final UnitRunner runner;

  /** This machine's systemd. */
  public DbusSystemd() {
    this(SYSTEM_BUS, Path.of("/"));
  }

  /**
   * A machine's systemd. Begins to connect, and does not wait for that.
   *
   * @param busAddress its system bus, as a D-Bus address
   * @param root the machine's root folder
   */
  public DbusSystemd(String busAddress, Path root) {
    this.files = new MachineFiles(requireNonNull(root));
    this.folder = new UnitFolder(files);
    this.deadMan = new DeadMan(files, folder.names());
    this.journal = new JournalReader(root);
    this.bus = new SystemdBus(busAddress, changes, this::connected);
    this.states = new UnitStateReader(bus);
    this.loader = new UnitLoader(bus, folder, deadMan, states, new KeptUnits(bus), changes);
    this.runner = new UnitRunner(bus, folder, loader);
    folder.names().forEach(changes::follow);
    bus.open();
  }

  /** Whatever happened before is unknown: everything may have changed. */
  private void connected() {
    changes.forgetReload();
    try {
      loader.connected();
    } catch (SystemdException e) {
      log.warn("{}", e.getMessage());
    }
    changes.addAll();
  }

  @Override
  public List<LoadedUnit> loaded() {
    return folder.loaded();
  }

  /**
   * {@inheritDoc}
   *
   * @throws SystemdException also when the administrator's own unit of that name would win
   */
  @Override
  public void load(LoadedUnit unit) {
    for (SystemdException failure : loadAll(List.of(unit)).values()) {
      throw failure;
    }
  }

  @Override
  public Map<UnitName, SystemdException> loadAll(List<LoadedUnit> units) {
    return loader.loadAll(units);
  }

  @Override
  public void note(UnitName name, String tag) {
    loader.note(name, tag);
  }

  @Override
  public Map<UnitName, String> noted() {
    return folder.noted();
  }

  @Override
  public void unload(UnitName name) {
    loader.unload(name);
  }

  /** {@inheritDoc} Does nothing when systemd has nothing to read since the last time. */
  @Override
  public void reload() {
    loader.reload();
  }

  @Override
  public void start(UnitName name) {
    for (SystemdException failure : startAll(List.of(name)).values()) {
      throw failure;
    }
  }

  @Override
  public Map<UnitName, SystemdException> startAll(List<UnitName> names) {
    return runner.startAll(names);
  }

  @Override
  public void stop(UnitName name) {
    runner.stop(name);
  }

  @Override
  public void restart(UnitName name) {
    runner.restart(name);
  }

  @Override
  public void resetFailed(UnitName name) {
    runner.resetFailed(name);
  }

  @Override
  public Optional<UnitState> state(UnitName name) {
    return Optional.ofNullable(states(List.of(name)).get(name));
  }

  @Override
  public Map<UnitName, UnitState> states(Collection<UnitName> names) {
    try {
      return states.read(names);
    } catch (BusError e) {
      throw e.failure();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>A unit that was unloaded while it ran is told of until it is gone.
   */
  @Override
  public Set<UnitName> changes(Duration patience) {
    return changes.take(patience);
  }

  @Override
  public Duration uptime() {
    return deadMan.uptime();
  }

  @Override
  public void permit(Permit permit) {
    deadMan.permit(permit);
  }

  @Override
  public Optional<Set<UnitName>> lapse() {
    return deadMan.lapse();
  }

  @Override
  public boolean resume(Duration until) {
    return deadMan.resume(until);
  }

  @Override
  public void writeFile(CarriedFile file) {
    files.write(file.path(), file.mode(), file.text());
  }

  @Override
  public void writeSecret(String path, int mode, byte[] text) {
    files.write(path, mode, text);
  }

  @Override
  public void removeFile(String path) {
    files.remove(path);
  }

  @Override
  public JournalLines journal(UnitName name, JournalRange range) {
    return journal.read(name, range);
  }

  @Override
  public void close() {
    changes.close();
    bus.close();
  }
}
