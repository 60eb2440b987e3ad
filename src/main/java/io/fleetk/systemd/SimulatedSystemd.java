package io.fleetk.systemd;

import static java.util.Objects.requireNonNull;

import io.fleetk.time.Timeline;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A machine's systemd that exists in memory only, with what belongs to it: processes, files, a
 * journal, and a power switch.
 *
 * <p>Units go through the states, and jobs through the queue, that systemd (as of 255) has for
 * them: systemd.unit(5), systemd.service(5) and their relatives. What a command does is known of
 * {@code true}, {@code false}, {@code sleep}, {@code echo} and shell scripts made of these; of any
 * other program it is assumed that it comes up after {@link Behaviour#startDelay} and runs until it
 * is stopped, or, in a oneshot, that it ends in success. Once up, it writes the files that its
 * unit's {@code ReadyFile=} options name.
 *
 * <p>As in systemd, the first reason why a service failed is the one that its result keeps: when
 * restarts run into the start limit, {@code exit-code} stays, and {@code start-limit-hit} is the
 * result only of what had not failed before.
 *
 * <p>Safe for use by several threads. What takes time happens on the timeline's threads.
 */
public final class SimulatedSystemd implements Systemd {
  private static final Logger log = LoggerFactory.getLogger(SimulatedSystemd.class);
  private static final Set<String> UNKNOWN_TYPES = Set.of("busname", "snapshot");

  private final Host host;
  private final ReentrantLock lock;
  private final KnownUnits units;
  private final JobQueue jobs;
  private final ChangeFeed feed;
  private final SimulatedDeadMan deadMan;
  private boolean on = true;

  /**
   * A machine that has just booted.
   *
   * @param hostname as the journal prints it and {@code %H} expands to
   * @param timeline when things happen; not closed with this
   * @param behaviour how long programs take
   */
  public SimulatedSystemd(String hostname, Timeline timeline, Behaviour behaviour) {
    this.host = new Host(hostname, timeline, behaviour, this::settle, this::failNow);
    this.lock = host.lock();
    this.feed = new ChangeFeed(lock);
    this.units = new KnownUnits(hostname, this::make);
    this.jobs = new JobQueue(units, this::mark);
    this.deadMan = new SimulatedDeadMan(host, units, name -> jobs.add(name, Job.Type.STOP));
    units.boot();
  }

  private SimulatedUnit make(UnitDefinition definition) {
    return definition.name().type().equals("service")
        ? new SimulatedService(host, definition, this::stateChanged, jobs::addAutoRestart)
        : new PlainUnit(host, definition, this::stateChanged);
  }

  private void stateChanged(SimulatedUnit unit, ActiveState before) {
    mark(unit);
    jobs.stateChanged(unit, before);
    for (SimulatedUnit other : List.copyOf(units.all())) {
      if (other instanceof PlainUnit plain
          && other.definition().activates().contains(unit.name())) {
        plain.partnerChanged(!unit.active().isDown());
      }
    }
  }

  private void mark(SimulatedUnit unit) {
    feed.add(Set.of(unit.name()));
  }

  /** Ends whatever was done: jobs go on, and units that nothing holds are forgotten. */
  private void settle() {
    jobs.dispatch();
    for (UnitName gone : units.collectGarbage()) {
      feed.add(Set.of(gone));
      if (!units.isLoaded(gone)) {
        feed.forget(gone);
      }
    }
  }

  private void failNow(UnitName name) {
    units.known(name).ifPresent(unit -> unit.failNow(host.faults().exitStatus(name).orElseThrow()));
    settle();
  }

  /** What is wrong with this machine's programs. */
  public Faults faults() {
    return host.faults();
  }

  /**
   * Puts a unit on the machine that belongs to its own system, such as {@code containerd.service};
   * {@link #loaded} leaves it out, and it outlasts a power cut. It is not started.
   */
  public void install(UnitName name, String text) {
    doing(
        () -> {
          units.install(name, text);
          units.reload();
        });
  }

  /**
   * Cuts the power: processes, loaded units, the journal, and everything under {@code /run} are
   * gone. Until {@link #powerOn}, whoever asks anything of systemd gets an exception, and {@link
   * #changes} waits.
   */
  public void powerOff() {
    locked(
        () -> {
          on = false;
          host.endBoot();
          jobs.clear();
          units.powerOff();
          feed.clear();
          host.files().forgetVolatile();
          host.journal().clear();
          log.info("{} lost its power", host.hostname());
          return true;
        });
  }

  /** Boots again after {@link #powerOff}; does nothing when the machine is on. */
  public void powerOn() {
    locked(
        () -> {
          if (!on) {
            on = true;
            units.boot();
            deadMan.boot();
            log.info("{} has booted", host.hostname());
          }
          return true;
        });
  }

  /** Whether the unit's program is up and listening on its ports. */
  public boolean serving(UnitName name) {
    return locked(() -> units.known(name).map(SimulatedUnit::serving).orElse(false));
  }

  /** Whether the unit's program, if it serves, gives good answers. */
  public boolean healthy(UnitName name) {
    return locked(() -> host.faults().healthy(name));
  }

  /** Whether a file exists on the machine; what a distribution brings is taken to. */
  public boolean fileExists(String path) {
    return locked(() -> on && host.files().exists(path));
  }

  /** The files that were written to this machine since it was set up, by path. */
  public Map<String, CarriedFile> files() {
    return locked(() -> host.files().all());
  }

  @Override
  public List<LoadedUnit> loaded() {
    return asked(units::loaded);
  }

  @Override
  public void load(LoadedUnit unit) {
    requireNonNull(unit);
    if (UNKNOWN_TYPES.contains(unit.name().type())) {
      throw new SystemdException("Unit name %s is not valid.".formatted(unit.name()));
    }
    doing(
        () -> {
          units.load(unit);
          feed.follow(unit.name());
        });
  }

  @Override
  public void note(UnitName name, String tag) {
    doing(() -> units.note(name, tag));
  }

  @Override
  public Map<UnitName, String> noted() {
    return asked(units::noted);
  }

  @Override
  public void unload(UnitName name) {
    doing(() -> units.unload(name));
  }

  @Override
  public void reload() {
    doing(
        () -> {
          feed.add(units.reload());
          deadMan.look();
        });
  }

  @Override
  public void start(UnitName name) {
    doing(() -> request(name, Job.Type.START));
  }

  @Override
  public void stop(UnitName name) {
    doing(
        () -> {
          Optional<SimulatedUnit> unit = units.known(name);
          if (unit.isEmpty()) {
            throw new SystemdException("Unit %s not loaded.".formatted(name));
          }
          jobs.add(name, Job.Type.STOP);
        });
  }

  @Override
  public void restart(UnitName name) {
    doing(() -> request(name, Job.Type.RESTART));
  }

  private void request(UnitName name, Job.Type type) {
    if (name.isTemplate()) {
      throw new SystemdException("Unit name %s is missing the instance name.".formatted(name));
    }
    jobs.add(name, type);
  }

  @Override
  public void resetFailed(UnitName name) {
    doing(
        () ->
            units
                .known(name)
                .orElseThrow(() -> new SystemdException("Unit %s not loaded.".formatted(name)))
                .resetFailed());
  }

  @Override
  public Optional<UnitState> state(UnitName name) {
    return asked(() -> units.known(name).map(SimulatedUnit::state));
  }

  /**
   * {@inheritDoc}
   *
   * <p>A unit that was unloaded while it ran is told of until it is gone. The patience is the real
   * time's; a change ends it at once. After {@link #close} there is nothing to wait for.
   */
  @Override
  public Set<UnitName> changes(Duration patience) {
    return feed.take(patience);
  }

  @Override
  public Duration uptime() {
    return asked(deadMan::uptime);
  }

  @Override
  public void permit(Permit permit) {
    doing(() -> deadMan.permit(permit));
  }

  @Override
  public Optional<Set<UnitName>> lapse() {
    return asked(deadMan::lapse);
  }

  @Override
  public boolean resume(Duration until) {
    return asked(() -> deadMan.resume(until));
  }

  @Override
  public void writeFile(CarriedFile file) {
    doing(() -> host.files().write(file));
  }

  @Override
  public void writeSecret(String path, int mode, byte[] text) {
    writeFile(new CarriedFile(path, mode, new String(text, StandardCharsets.UTF_8)));
  }

  @Override
  public void removeFile(String path) {
    doing(() -> host.files().remove(path));
  }

  /** {@inheritDoc} The patience is the real time's. */
  @Override
  public JournalLines journal(UnitName name, JournalRange range) {
    lock.lock();
    try {
      long left = range.patience().toNanos();
      while (true) {
        JournalLines found = asked(() -> host.journal().read(name, range));
        if (!found.lines().isEmpty() || left <= 0) {
          return found;
        }
        left = host.journal().awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SystemdException("interrupted while waiting for the journal", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    locked(
        () -> {
          feed.close();
          host.endBoot();
          return true;
        });
  }

  private void doing(Runnable action) {
    asked(
        () -> {
          try {
            action.run();
          } finally {
            settle();
          }
          return true;
        });
  }

  private <T> T asked(Supplier<T> question) {
    return locked(
        () -> {
          if (feed.isClosed()) {
            throw new SystemdException("the connection to systemd is closed");
          }
          if (!on) {
            throw new SystemdException("machine %s is off".formatted(host.hostname()));
          }
          return question.get();
        });
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
