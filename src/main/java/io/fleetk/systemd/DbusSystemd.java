package io.fleetk.systemd;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toList;

import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitParseException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
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

  /** Reading some thousand unit files takes systemd a few seconds. */
  private static final Duration RELOAD_PATIENCE = Duration.ofSeconds(90);

  private static final Set<String> GOOD_ENDS = Set.of("done", "skipped", "canceled");

  private final MachineFiles files;
  private final UnitFolder folder;
  private final DeadMan deadMan;
  private final JournalReader journal;
  private final SystemdBus bus;
  private final UnitStateReader states;
  private final ReentrantLock feedLock = new ReentrantLock();
  private final ChangeFeed feed = new ChangeFeed(feedLock);

  /** Held while units are loaded, unloaded or reloaded. */
  private final ReentrantLock loading = new ReentrantLock();

  /** Units that were unloaded and may still run. */
  private final Set<UnitName> leaving = ConcurrentHashMap.newKeySet();

  /** Units that systemd keeps in memory for us. */
  private final Set<UnitName> kept = ConcurrentHashMap.newKeySet();

  private volatile boolean reloading;

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
    this.bus = new SystemdBus(busAddress, new Signals(), this::connected);
    this.states = new UnitStateReader(bus);
    feeding(() -> folder.names().forEach(feed::follow));
    bus.open();
  }

  /** Whatever happened before is unknown: everything may have changed. */
  private void connected() {
    kept.clear();
    reloading = false;
    try {
      keep(folder.names());
      standBy();
    } catch (SystemdException e) {
      log.warn("{}", e.getMessage());
    }
    feeding(feed::addAll);
  }

  /** An earlier version may have left another dead man, and somebody may have stopped the timer. */
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

  private void feeding(Runnable action) {
    feedLock.lock();
    try {
      action.run();
    } finally {
      feedLock.unlock();
    }
  }

  /** Has systemd keep units in memory that would be forgotten once they have ended. */
  private void keep(Collection<UnitName> units) {
    List<UnitName> unkept =
        units.stream().filter(unit -> !unit.isTemplate() && !kept.contains(unit)).toList();
    try {
      List<BusAnswer> answers =
          bus.callAll(
              unkept.stream().map(unit -> BusCall.manager("RefUnit", "s", unit.text())).toList());
      for (int i = 0; i < unkept.size(); i++) {
        if (answers.get(i).error().isEmpty()) {
          kept.add(unkept.get(i));
        }
      }
    } catch (BusError e) {
      log.debug("systemd does not keep units: {}", e.getMessage());
    }
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
          leaving.remove(unit.name());
          feeding(() -> feed.follow(unit.name()));
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
      if (!install(before.get()).equals(install(unit.text()))) {
        unlink(name);
        link(List.of(unit));
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
    if (units.stream().anyMatch(unit -> !install(unit.text()).isEmpty()) || isAnyKnown(units)) {
      folder.setReloadDue(true);
    }
    for (LoadedUnit unit : units) {
      folder.writeTag(unit.name(), unit.tag());
      folder.writeText(unit.name(), unit.text());
      watchIfNeeded(unit);
    }
    try {
      link(units);
    } catch (SystemdException e) {
      if (units.size() == 1) {
        UnitName name = units.getFirst().name();
        deadMan.unwatch(name);
        folder.remove(name);
        return Map.of(name, e);
      }
      // One that is at fault takes the others with it.
      units.forEach(unit -> failed.putAll(loadFresh(List.of(unit))));
      return failed;
    }
    keep(units.stream().map(LoadedUnit::name).toList());
    return failed;
  }

  private boolean isAnyKnown(List<LoadedUnit> units) {
    try {
      return !states
          .known(units.stream().map(LoadedUnit::name).filter(name -> !name.isTemplate()).toList())
          .isEmpty();
    } catch (BusError e) {
      throw failed(e);
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

  private void link(List<LoadedUnit> units) {
    Map<Boolean, List<String>> paths =
        units.stream()
            .collect(
                partitioningBy(
                    unit -> install(unit.text()).isEmpty(),
                    mapping(unit -> UnitFolder.path(unit.name()), toList())));
    if (!paths.get(true).isEmpty()) {
      doing(BusCall.manager("LinkUnitFiles", "asbb", paths.get(true), true, true));
    }
    if (!paths.get(false).isEmpty()) {
      doing(BusCall.manager("EnableUnitFiles", "asbb", paths.get(false), true, true));
    }
  }

  private void unlink(UnitName name) {
    doing(BusCall.manager("DisableUnitFiles", "asb", List.of(name.text()), true));
  }

  /** What a unit says of being enabled; empty when it says nothing. */
  private static List<Object> install(String text) {
    try {
      return UnitFile.parse(text).options().stream()
          .filter(option -> option.section().equals("Install"))
          .<Object>map(option -> option)
          .toList();
    } catch (UnitParseException e) {
      return List.of(); // systemd will say what it thinks of it.
    }
  }

  @Override
  public void unload(UnitName name) {
    loading.lock();
    try {
      if (folder.isLinked(name)) {
        folder.setReloadDue(true);
        unlink(name);
      }
      deadMan.unwatch(name);
      folder.remove(name);
      leaving.add(name);
      if (kept.remove(name)) {
        doing(BusCall.manager("UnrefUnit", "s", name.text()));
      }
    } finally {
      loading.unlock();
    }
  }

  /** {@inheritDoc} Does nothing when systemd has nothing to read since the last time. */
  @Override
  public void reload() {
    loading.lock();
    try {
      if (folder.reloadDue()) {
        reloadNow();
      }
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
      keep(folder.names());
      leaving.stream().filter(name -> state(name).isEmpty()).forEach(this::forget);
    } catch (BusError e) {
      throw failed(e);
    }
  }

  /** Its script, if it runs just now, finds nothing to do and ends. */
  private void dismissDeadMan() throws BusError {
    try {
      bus.call(BusCall.manager("StopUnit", "ss", DeadMan.TIMER.text(), "replace"));
    } catch (BusError e) {
      if (!e.isNoSuchUnit()) {
        throw e;
      }
    }
    deadMan.uninstall();
  }

  private void forget(UnitName name) {
    leaving.remove(name);
    feeding(
        () -> {
          feed.add(Set.of(name));
          feed.forget(name);
        });
  }

  @Override
  public void start(UnitName name) {
    for (SystemdException failure : startAll(List.of(name)).values()) {
      throw failure;
    }
  }

  @Override
  public Map<UnitName, SystemdException> startAll(List<UnitName> names) {
    Map<UnitName, BusError> failed = tryStart(names);
    List<UnitName> unseen =
        failed.entrySet().stream()
            .filter(one -> one.getValue().isNoSuchUnit() && folder.isLinked(one.getKey()))
            .map(Map.Entry::getKey)
            .toList();
    if (!unseen.isEmpty()) {
      // By the time that its folders bear, which is coarse, systemd took them for unchanged.
      log.info("systemd has not seen {} yet: reloading", unseen);
      loading.lock();
      try {
        reloadNow();
      } finally {
        loading.unlock();
      }
      failed.keySet().removeAll(unseen);
      failed.putAll(tryStart(unseen));
    }
    Map<UnitName, SystemdException> told = new LinkedHashMap<>();
    failed.forEach((name, error) -> told.put(name, failed(error)));
    return told;
  }

  private Map<UnitName, BusError> tryStart(List<UnitName> names) {
    Map<UnitName, BusError> failed = new LinkedHashMap<>();
    try {
      List<BusAnswer> answers =
          bus.callAll(
              names.stream()
                  .map(name -> BusCall.manager("StartUnit", "ss", name.text(), "replace"))
                  .toList());
      for (int i = 0; i < names.size(); i++) {
        UnitName name = names.get(i);
        answers.get(i).error().ifPresent(error -> failed.put(name, error));
      }
    } catch (BusError e) {
      names.forEach(name -> failed.put(name, e));
    }
    return failed;
  }

  @Override
  public void stop(UnitName name) {
    doingIfKnown(name, BusCall.manager("StopUnit", "ss", name.text(), "replace"));
  }

  @Override
  public void restart(UnitName name) {
    doing(BusCall.manager("RestartUnit", "ss", name.text(), "replace"));
  }

  @Override
  public void resetFailed(UnitName name) {
    doingIfKnown(name, BusCall.manager("ResetFailedUnit", "s", name.text()));
  }

  private void doing(BusCall call) {
    try {
      bus.call(call);
    } catch (BusError e) {
      throw failed(e);
    }
  }

  /** A unit that is loaded but not in systemd's memory neither runs nor failed. */
  private void doingIfKnown(UnitName name, BusCall call) {
    try {
      bus.call(call);
    } catch (BusError e) {
      if (!e.isNoSuchUnit() || !folder.isLinked(name)) {
        throw failed(e);
      }
    }
  }

  private static SystemdException failed(BusError e) {
    return new SystemdException(e.getMessage(), e);
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
      throw failed(e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>A unit that was unloaded while it ran is told of until it is gone.
   */
  @Override
  public Set<UnitName> changes(Duration patience) {
    feedLock.lock();
    try {
      return feed.take(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Set.of();
    } finally {
      feedLock.unlock();
    }
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
  public void removeFile(String path) {
    files.remove(path);
  }

  @Override
  public JournalLines journal(UnitName name, JournalRange range) {
    return journal.read(name, range);
  }

  @Override
  public void close() {
    feeding(feed::close);
    bus.close();
  }

  private final class Signals implements SystemdSignals.Listener {
    @Override
    public void unitChanged(UnitName unit) {
      if (!reloading) {
        feeding(() -> feed.add(Set.of(unit)));
      }
    }

    @Override
    public void unitGone(UnitName unit) {
      if (reloading) {
        return;
      }
      if (leaving.contains(unit)) {
        forget(unit);
      } else {
        unitChanged(unit);
      }
    }

    @Override
    public void jobEnded(UnitName unit, String result) {
      feeding(
          () -> {
            feed.add(Set.of(unit));
            if (feed.follows(unit) && !GOOD_ENDS.contains(result)) {
              log.info("{}: what systemd was asked to do ended: {}", unit, result);
            }
          });
    }

    @Override
    public void reloading(boolean begins) {
      reloading = begins;
      if (!begins) {
        feeding(feed::addAll);
      }
    }
  }
}
