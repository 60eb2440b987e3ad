package io.fleetk.agent;

import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.probe.Probe;
import io.fleetk.registry.ScheduledUnit;
import io.fleetk.systemd.Systemd;
import io.fleetk.systemd.SystemdException;
import io.fleetk.time.Timeline;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  private final CountDownLatch drained = new CountDownLatch(1);
  private final Statuses statuses;
  private final Mailbox mailbox;
  private final Backlog backlog;

  /** Unknown until the fleet has answered once: until then nothing is touched. */
  private Wanted wanted = Wanted.UNKNOWN;

  private boolean draining;
  private boolean reloadDue;
  private Rest reloadRest = Rest.NONE;

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
    this.backlog = new Backlog(() -> mailbox.put(this::look));
    this.runner = new TaskRunner(systemd, secrets);
    this.local = new LocalUnits(systemd);
    this.lapse = new Lapse(systemd, local);
    this.readings =
        new Readings(
            self.id(),
            new Probers(self.address(), probe, timeline, () -> mailbox.put(this::report)));
    this.statuses = new Statuses(self.id(), local, readings, troubles, lapse, stopDeadline);
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
    backlog.add(new News(Optional.of(units), Optional.empty()));
  }

  /**
   * The schedule was read while the machine was present.
   *
   * @param until the machine's uptime from which on that is no longer sure
   */
  void scheduledAfresh(Map<UnitName, ScheduledUnit> units, Duration until) {
    backlog.add(new News(Optional.of(units), Optional.of(until)));
  }

  /** The machine has no schedule that is its own: everything stays as it is until it has one. */
  void unscheduled() {
    backlog.add(new News(Optional.empty(), Optional.empty()));
  }

  /** systemd says that the state of these units has changed. */
  void changed(Set<UnitName> units) {
    backlog.add(units);
  }

  /** Takes in all that has happened meanwhile, and acts once. */
  private void look() {
    Set<UnitName> units = backlog.begin();
    reread(units);
    if (units.stream().anyMatch(local::vanished)) {
      local.read(); // Somebody may have removed it behind the agent's back.
    }
    Optional<News> news = backlog.takeNews();
    if (news.isEmpty() || draining) {
      reconcile();
      return;
    }
    if (news.get().until().isPresent()) {
      lapse.look(Set.of());
      lapse.resume(news.get().until().get());
    }
    if (news.get().schedule().isPresent()) {
      follow(new Wanted(news.get().schedule()));
    } else {
      wanted = Wanted.UNKNOWN;
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
          follow(Wanted.NOTHING);
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

  private void follow(Wanted now) {
    now.changedSince(wanted).forEach(troubles::over);
    wanted = now;
    reconcile();
  }

  private void reconcile() {
    lapse.look(Set.of());
    if (wanted.schedule().isPresent() && local.known() && !reloadRest.lasts(timeline.now())) {
      boolean more = true;
      for (int round = 0; more && round < ROUNDS; round++) {
        more = round(wanted.schedule().get());
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
      reloadRest = reloadRest.longer(timeline.now());
      mailbox.putLater(reloadRest.length(), this::reconcile);
      return false;
    }
    reloadRest = Rest.NONE;
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
      case Task.Note note -> local.noted(note.name(), note.tag());
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
      case Task.FetchSecret _,
          Task.WriteFile _,
          Task.WriteSecret _,
          Task.RemoveFile _,
          Task.ResetFailed _ -> {}
    }
  }

  private void checkEnded(UnitName name) {
    if (local.placed().contains(name) && wanted.isUnwanted(name) && !local.unit(name).ended()) {
      log.warn(
          "{} has not ended {} s after it was stopped; it is unloaded when it has",
          name,
          stopDeadline.toSeconds());
      statuses.overdue(name);
      report();
    }
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
    reports.accept(statuses.of(wanted));
    if (draining && local.isEmpty()) {
      drained.countDown();
    }
  }

  /** Ends the probers and the thread; units stay as they are. */
  @Override
  public void close() {
    mailbox.close();
    readings.close();
  }
}
