package io.fleetk.agent;

import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.probe.Probe;
import io.fleetk.registry.ScheduledUnit;
import io.fleetk.systemd.Systemd;
import io.fleetk.systemd.SystemdException;
import io.fleetk.time.Timeline;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the machine's units as its schedule has them, and says how they are. Whatever happens
 * around it is told to it as a message, and one thread takes the messages in turn, so that no two
 * tasks ever run at once and every status is computed from what was read after them.
 */
final class UnitKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UnitKeeper.class);

  /** What ends at once when it is stopped is unloaded in the next round; the rest waits. */
  private static final int ROUNDS = 3;

  /**
   * What is new of the schedule.
   *
   * @param any whether anything is
   * @param schedule what it is now; empty while the machine has none that is its own
   * @param presentUntil the uptime until which the machine was surely present when it was read
   */
  private record News(
      boolean any,
      Optional<Map<UnitName, ScheduledUnit>> schedule,
      Optional<Duration> presentUntil) {
    static final News NONE = new News(false, Optional.empty(), Optional.empty());
  }

  private final Machine self;
  private final Systemd systemd;
  private final Timeline timeline;
  private final Duration stopDeadline;
  private final Consumer<Map<UnitName, UnitStatus>> reports;
  private final TaskRunner runner;
  private final LocalUnits local;
  private final Readings readings;
  private final Troubles troubles = new Troubles();
  private final Lapse lapse;
  private final Set<UnitName> overdue = new HashSet<>();
  private final CountDownLatch drained = new CountDownLatch(1);
  private final Mailbox mailbox;

  /** What was read of the schedule and not looked at yet. */
  private final AtomicReference<News> newest = new AtomicReference<>(News.NONE);

  /** Units that have changed and were not looked at since. */
  private final Set<UnitName> changed = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean aboutToLook = new AtomicBoolean();

  /** Empty until the fleet has answered once: until then nothing is touched. */
  private Optional<Map<UnitName, ScheduledUnit>> schedule = Optional.empty();

  private boolean draining;
  private boolean reloadDue;
  private Instant reloadNotBefore = Instant.MIN;
  private Duration reloadRest = Duration.ZERO;

  /** The keeper of a machine's units; the first messages are those of {@link #start}. */
  UnitKeeper(
      Machine self,
      Systemd systemd,
      Function<CarriedSecret, byte[]> secrets,
      Probe probe,
      Timeline timeline,
      Duration stopDeadline,
      Consumer<Map<UnitName, UnitStatus>> reports) {
    this.self = self;
    this.systemd = systemd;
    this.timeline = timeline;
    this.stopDeadline = stopDeadline;
    this.reports = reports;
    this.mailbox = new Mailbox("agent-units", timeline, this::look);
    this.runner = new TaskRunner(systemd, secrets);
    this.local = new LocalUnits(systemd);
    this.lapse = new Lapse(systemd, local);
    this.readings =
        new Readings(
            self.id(),
            new Probers(self.address(), probe, timeline, () -> mailbox.put(this::report)));
  }

  /** Says what machine this is, and finds what an earlier agent left here. */
  void start() {
    mailbox.put(this::introduceMachine);
    mailbox.put(this::adopt);
  }

  /** What is wrong, in a line, when it gets nowhere. */
  Optional<String> trouble() {
    return mailbox.trouble();
  }

  /**
   * The schedule was read: this is everything that the machine should have. A newer one takes the
   * place of one that was not looked at yet.
   */
  void scheduled(Map<UnitName, ScheduledUnit> units) {
    newest.updateAndGet(before -> new News(true, Optional.of(units), before.presentUntil()));
    lookSoon();
  }

  /**
   * The schedule was read while the machine was present.
   *
   * @param until the machine's uptime from which on that is no longer sure
   */
  void scheduledAfresh(Map<UnitName, ScheduledUnit> units, Duration until) {
    newest.set(new News(true, Optional.of(units), Optional.of(until)));
    lookSoon();
  }

  /** The machine has no schedule that is its own: everything stays as it is until it has one. */
  void unscheduled() {
    newest.set(new News(true, Optional.empty(), Optional.empty()));
    lookSoon();
  }

  /** systemd says that the state of these units has changed. */
  void changed(Set<UnitName> units) {
    changed.addAll(units);
    lookSoon();
  }

  private void lookSoon() {
    if (!aboutToLook.getAndSet(true)) {
      mailbox.put(this::look);
    }
  }

  /** Takes in all that has happened meanwhile, and acts once. */
  private void look() {
    aboutToLook.set(false);
    Set<UnitName> units = new TreeSet<>(changed);
    changed.removeAll(units); // Before they are read: what changes from here on counts anew.
    reread(units);
    if (units.stream().anyMatch(local::vanished)) {
      local.read(); // Somebody may have removed it behind the agent's back.
    }
    News news = newest.getAndSet(News.NONE);
    if (!news.any() || draining) {
      reconcile();
      return;
    }
    if (news.presentUntil().isPresent()) {
      lapse.look(Set.of());
      lapse.resume(news.presentUntil().get());
    }
    if (news.schedule().isPresent()) {
      follow(news.schedule().get());
    } else {
      schedule = Optional.empty();
      reconcile();
    }
  }

  /**
   * Stops and unloads everything, whatever the schedule says, now and from now on.
   *
   * @return what is still there when the time is over
   */
  Set<UnitName> drain(Duration patience) throws InterruptedException {
    mailbox.put(
        () -> {
          draining = true;
          follow(Map.of());
        });
    if (drained.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return Set.of();
    }
    return local.placed();
  }

  private void introduceMachine() {
    try {
      systemd.writeFile(MachineEnvironment.of(self));
    } catch (SystemdException e) {
      log.warn("Cannot write {}: {}; trying again", MachineEnvironment.PATH, e.getMessage());
      mailbox.putLater(Role.RETRY, this::introduceMachine);
    }
  }

  private void adopt() {
    try {
      local.read();
    } catch (SystemdException e) {
      log.warn("Cannot learn what is loaded here: {}; trying again", e.getMessage());
      mailbox.putLater(Role.RETRY, this::adopt);
      return;
    }
    // An earlier agent may have died between writing a unit and the reload.
    reloadDue = !local.placed().isEmpty();
    local.placed().forEach(name -> log.info("adopt {}: loaded by an earlier agent", name));
    reconcile();
  }

  private void follow(Map<UnitName, ScheduledUnit> units) {
    Map<UnitName, ScheduledUnit> before = schedule.orElse(Map.of());
    units.forEach(
        (name, unit) -> {
          if (before.get(name) == null
              || !before.get(name).assignment().equals(unit.assignment())) {
            troubles.over(name);
          }
        });
    before.keySet().stream().filter(name -> !units.containsKey(name)).forEach(troubles::over);
    schedule = Optional.of(Map.copyOf(units));
    reconcile();
  }

  private void reconcile() {
    lapse.look(Set.of());
    if (schedule.isPresent() && local.known() && !reloadNotBefore.isAfter(timeline.now())) {
      boolean more = true;
      for (int round = 0; more && round < ROUNDS; round++) {
        more = round(schedule.get());
      }
    }
    report();
  }

  /** One round; answers whether there was anything to do. */
  private boolean round(Map<UnitName, ScheduledUnit> desired) {
    Set<UnitName> resting = troubles.resting(timeline.now());
    resting.addAll(lapse.withheld(desired));
    Set<UnitName> placed = local.placed();
    reread(
        desired.keySet().stream()
            .filter(name -> !placed.contains(name) && !resting.contains(name))
            .toList());
    List<Task> tasks = Reconciler.tasks(desired, local.with(desired.keySet()), resting, reloadDue);
    if (tasks.isEmpty()) {
      return false;
    }
    Map<UnitName, String> failed = runner.run(tasks, this::done);
    lapse.look(begunBy(tasks));
    Set<UnitName> touched = new TreeSet<>();
    tasks.forEach(task -> task.unit().ifPresent(touched::add));
    reread(touched);
    touched.stream().filter(name -> !failed.containsKey(name)).forEach(troubles::over);
    failed.forEach(
        (name, reason) ->
            mailbox.putLater(troubles.failed(name, reason, timeline.now()), this::reconcile));
    if (reloadDue) {
      // Nothing can be brought up with files that systemd has not read: the machine as a whole
      // waits.
      reloadRest = Troubles.longer(reloadRest);
      reloadNotBefore = timeline.now().plus(reloadRest);
      mailbox.putLater(reloadRest, this::reconcile);
      return false;
    }
    reloadRest = Duration.ZERO;
    return true;
  }

  private static Set<UnitName> begunBy(List<Task> tasks) {
    Set<UnitName> begun = new TreeSet<>();
    for (Task task : tasks) {
      if (task instanceof Task.Start || task instanceof Task.Restart) {
        task.unit().ifPresent(begun::add);
      }
    }
    return begun;
  }

  private void done(Task task) {
    switch (task) {
      case Task.Load load -> {
        local.placed(load.loaded());
        reloadDue = true;
      }
      case Task.Settle settle -> local.placed(settle.loaded());
      case Task.Unload unload -> {
        local.removed(unload.name());
        readings.forget(unload.name());
        lapse.over(unload.name());
        reloadDue = true;
      }
      case Task.Reload _ -> reloadDue = false;
      case Task.Start start -> {
        readings.asked(start.name());
        lapse.over(start.name());
      }
      case Task.Restart restart -> readings.asked(restart.name());
      case Task.Stop stop -> mailbox.putLater(stopDeadline, () -> checkEnded(stop.name()));
      case Task.WriteFile _, Task.WriteSecret _, Task.RemoveFile _, Task.ResetFailed _ -> {}
    }
  }

  private void checkEnded(UnitName name) {
    if (leaving(name) && !local.unit(name).ended()) {
      log.warn(
          "{} has not ended {} s after it was stopped; it is unloaded when it has",
          name,
          stopDeadline.toSeconds());
      overdue.add(name);
      report();
    }
  }

  private boolean leaving(UnitName name) {
    return local.placed().contains(name) && schedule.isPresent() && wanted(name).isEmpty();
  }

  private Optional<ScheduledUnit> wanted(UnitName name) {
    return schedule
        .map(units -> units.get(name))
        .filter(unit -> unit.assignment().desiredState() != DesiredState.INACTIVE);
  }

  private boolean wantedLaunched(UnitName name) {
    return schedule.isEmpty()
        || wanted(name)
            .filter(unit -> unit.assignment().desiredState() == DesiredState.LAUNCHED)
            .isPresent();
  }

  private void reread(Collection<UnitName> names) {
    if (names.isEmpty()) {
      return;
    }
    try {
      local.reread(names);
    } catch (SystemdException e) {
      log.warn("Cannot read the state of {}: {}; trying again", names, e.getMessage());
      mailbox.putLater(Role.RETRY, () -> changed(Set.copyOf(names)));
    }
  }

  private void report() {
    if (!local.known()) {
      return;
    }
    Map<UnitName, UnitStatus> statuses = new TreeMap<>();
    for (UnitName name : local.placed()) {
      statuses.put(name, readings.status(local.unit(name), wanted(name), trouble(name)));
    }
    schedule
        .orElse(Map.of())
        .keySet()
        .forEach(
            name ->
                troubles
                    .reason(name)
                    .filter(reason -> !statuses.containsKey(name) && wanted(name).isPresent())
                    .ifPresent(
                        reason -> statuses.put(name, Report.missing(name, self.id(), reason))));
    reports.accept(statuses);
    if (draining && local.placed().isEmpty()) {
      drained.countDown();
    }
  }

  private Optional<String> trouble(UnitName name) {
    if (overdue.contains(name) && !leaving(name)) {
      overdue.remove(name);
    }
    return troubles
        .reason(name)
        .or(() -> wantedLaunched(name) ? lapse.reason(local.unit(name)) : Optional.empty())
        .or(
            () ->
                overdue.contains(name)
                    ? Optional.of(
                        "not ended %d s after it was stopped".formatted(stopDeadline.toSeconds()))
                    : Optional.empty());
  }

  /** Ends the probers and the thread; units stay as they are. */
  @Override
  public void close() {
    mailbox.close();
    readings.close();
  }
}
