package io.fleetk.agent;

import io.fleetk.agent.LocalUnit.Placed;
import io.fleetk.registry.ScheduledUnit;
import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.unit.CarriedFile;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What to do so that a machine has what it should have: desired and actual in, tasks in order out.
 *
 * <p>What it promises:
 *
 * <ul>
 *   <li>a unit whose tag says all that the schedule asks for is left alone, whatever its state: one
 *       that failed is the business of its {@code Restart=};
 *   <li>a process is restarted only for another run hash or a higher restart generation;
 *   <li>a unit is stopped before it is unloaded, and unloaded only once it has ended: until then
 *       there is nothing to do for it, and its end is the time to ask again;
 *   <li>nothing of a unit's files is written before all its secrets are at hand, and a note says
 *       which paths there may be and that they may be of different contents: whatever fails, or
 *       whenever the agent dies, they are written anew or removed later;
 *   <li>there is one reload at most, after every file is in place and before anything starts;
 *   <li>a file stays as long as another unit carries it, and a secret that units share is there in
 *       the newest version that any of them names;
 *   <li>units that no agent brought and that are not scheduled here are never touched.
 * </ul>
 */
final class Reconciler {
  private final Map<UnitName, ScheduledUnit> desired = new TreeMap<>();
  private final NewestSecrets newest;
  private final Map<UnitName, LocalUnit> actual;
  private final Set<UnitName> resting;

  /** Who has which files on disk, as it will be after the tasks so far. */
  private final Map<UnitName, Set<String>> carried = new HashMap<>();

  private final List<Task> stops = new ArrayList<>();
  private final List<Task> unloads = new ArrayList<>();
  private final List<Task> fetches = new ArrayList<>();
  private final List<Task> notes = new ArrayList<>();
  private final List<Task> files = new ArrayList<>();
  private final List<Task> loads = new ArrayList<>();
  private final Map<UnitName, List<Task>> starts = new HashMap<>();
  private final List<Task> settlements = new ArrayList<>();

  private Reconciler(
      Map<UnitName, ScheduledUnit> desired,
      Map<UnitName, LocalUnit> actual,
      Set<UnitName> resting) {
    desired.forEach(
        (name, unit) -> {
          if (unit.assignment().desiredState() != DesiredState.INACTIVE) {
            this.desired.put(name, unit);
          }
        });
    this.newest = NewestSecrets.of(this.desired.values());
    this.actual = new TreeMap<>(actual);
    this.resting = resting;
    actual.forEach(
        (name, unit) -> unit.tag().ifPresent(tag -> carried.put(name, new HashSet<>(tag.files()))));
  }

  /**
   * The tasks of one round, in order.
   *
   * @param desired what the machine should have
   * @param actual what it has: every unit that an agent placed or noted, and what systemd says of
   *     every desired one
   * @param resting units to leave alone in this round, because something failed a moment ago
   * @param reloadDue whether systemd has yet to read what an earlier round wrote
   */
  static List<Task> tasks(
      Map<UnitName, ScheduledUnit> desired,
      Map<UnitName, LocalUnit> actual,
      Set<UnitName> resting,
      boolean reloadDue) {
    return new Reconciler(desired, actual, resting).tasks(reloadDue);
  }

  private List<Task> tasks(boolean reloadDue) {
    for (LocalUnit unit : actual.values()) {
      if (!desired.containsKey(unit.name()) && !resting.contains(unit.name())) {
        unit.placed().ifPresent(placed -> remove(unit, placed));
        unit.noted().ifPresent(tag -> forget(unit.name(), tag, "no longer scheduled here"));
      }
    }
    for (ScheduledUnit wanted : desired.values()) {
      if (!resting.contains(wanted.name())) {
        bring(wanted, actual.getOrDefault(wanted.name(), LocalUnit.unknown(wanted.name())));
      }
    }
    return inOrder(reloadDue);
  }

  private List<Task> inOrder(boolean reloadDue) {
    List<Task> tasks = new ArrayList<>(stops);
    tasks.addAll(unloads);
    tasks.addAll(fetches);
    tasks.addAll(notes);
    tasks.addAll(files);
    tasks.addAll(loads);
    if (!loads.isEmpty() || !unloads.isEmpty()) {
      tasks.add(new Task.Reload("unit files changed"));
    } else if (reloadDue) {
      tasks.add(new Task.Reload("unit files may have changed before"));
    }
    Map<UnitName, UnitFile> started = new HashMap<>();
    starts.keySet().forEach(name -> started.put(name, desired.get(name).content().file()));
    StartOrder.of(started).forEach(name -> tasks.addAll(starts.get(name)));
    tasks.addAll(settlements);
    return tasks;
  }

  private void remove(LocalUnit unit, Placed placed) {
    String reason = "no longer scheduled here";
    if (unit.ended()) {
      forget(unit.name(), placed.tag(), reason);
      return;
    }
    boolean asked = placed.tag().acted() == DesiredState.INACTIVE;
    if (asked && (unit.jobPending() || !unit.up())) {
      return; // It is ending.
    }
    stops.add(new Task.Stop(unit.name(), reason));
    if (!asked) {
      Tag stopped = placed.tag().withActed(DesiredState.INACTIVE);
      stops.add(new Task.Settle(loaded(unit.name(), placed.text(), stopped), reason));
    }
  }

  /**
   * Removes what there is, or may be, on disk of a unit; its file and tag last. Should it come back
   * before all of that is done, its tag does not pass for that of a unit that has everything.
   */
  private void forget(UnitName name, Tag tag, String reason) {
    List<Task> removals = giveUp(name, tag.files(), List.of(), reason);
    if (!removals.isEmpty() && !tag.incomplete()) {
      unloads.add(new Task.Note(name, tag.withIncomplete(), reason));
    }
    unloads.addAll(removals);
    unloads.add(new Task.Unload(name, reason));
  }

  private void bring(ScheduledUnit wanted, LocalUnit unit) {
    Tag goal = Tag.of(wanted, newest);
    Optional<Tag> before = unit.tag();
    if (before.filter(goal::equals).isPresent()) {
      return;
    }
    String text = wanted.content().file().text();
    Tag now = before.orElse(goal);
    if (before.filter(tag -> tag.delivered(goal)).isEmpty()) {
      String reason =
          unit.placed().isEmpty() ? "scheduled here but not loaded" : whyLoad(now, goal);
      Tag underway = Tag.underway(before, goal);
      deliver(wanted, before.isEmpty(), underway, reason);
      now = tagOnLoad(wanted, unit, underway, goal);
      loads.add(new Task.Load(loaded(unit.name(), text, now), reason));
    }
    switch (goal.acted()) {
      case LAUNCHED -> launch(wanted, unit, now, goal);
      case LOADED -> quieten(unit, now, goal);
      case INACTIVE -> throw new IllegalStateException(unit.name() + " is not desired");
    }
    if (!now.equals(goal)) {
      settlements.addAll(
          giveUp(unit.name(), now.files(), goal.files(), "no longer carried by the unit"));
      settlements.add(new Task.Settle(loaded(unit.name(), text, goal), "as scheduled"));
    }
    carried.put(unit.name(), new HashSet<>(goal.files()));
  }

  private void deliver(ScheduledUnit wanted, boolean isNew, Tag underway, String reason) {
    UnitName name = wanted.name();
    if (!Tag.paths(wanted.content()).isEmpty()) {
      // A unit that is new here may come to own what another one leaves, even if it gets no
      // further.
      (isNew ? fetches : notes).add(new Task.Note(name, underway, reason));
    }
    for (CarriedFile file : wanted.content().files()) {
      files.add(new Task.WriteFile(name, file, reason));
    }
    for (CarriedSecret own : wanted.content().secrets()) {
      CarriedSecret secret = newest.of(own);
      fetches.add(new Task.FetchSecret(name, secret, own, reason));
      files.add(new Task.WriteSecret(name, secret, own, reason));
    }
  }

  private void launch(ScheduledUnit wanted, LocalUnit unit, Tag now, Tag goal) {
    Optional<Task> task;
    if (unit.up()) {
      task = whyRestart(now, goal).map(reason -> new Task.Restart(unit.name(), reason));
      if (task.isEmpty() && now.acted() != DesiredState.LAUNCHED && unit.jobPending()) {
        // A stop that was asked for before may still be queued; a start takes its place.
        task = Optional.of(new Task.Start(unit.name(), "desired state is launched"));
      }
    } else if (doneFor(wanted, unit, goal)) {
      task = Optional.empty();
    } else {
      task =
          Optional.of(new Task.Start(unit.name(), whyStart(unit.placed().map(Placed::tag), goal)));
    }
    task.ifPresent(
        start -> {
          List<Task> steps = starts.computeIfAbsent(unit.name(), name -> new ArrayList<>());
          if (unit.failed()) {
            steps.add(new Task.ResetFailed(unit.name(), start.reason()));
          }
          steps.add(start);
        });
  }

  /** Brings a unit to loaded: what runs of it is stopped once for each thing that changed. */
  private void quieten(LocalUnit unit, Tag now, Tag goal) {
    if (!unit.up()) {
      return;
    }
    if (now.acted() != DesiredState.LOADED) {
      stops.add(new Task.Stop(unit.name(), "desired state is loaded"));
    } else {
      // Something else started it, a timer perhaps; it will start the new one next time.
      whyRestart(now, goal).ifPresent(reason -> stops.add(new Task.Stop(unit.name(), reason)));
    }
  }

  /**
   * The tag to load a unit with: it says what is on disk from now on, and of the process only what
   * is true already, so that an agent that dies right here does the rest in its next life.
   */
  private Tag tagOnLoad(ScheduledUnit wanted, LocalUnit unit, Tag underway, Tag goal) {
    if (unit.up()) {
      return underway.completed(goal);
    }
    return goal.withFiles(underway.files())
        .withActed(doneFor(wanted, unit, goal) ? DesiredState.LAUNCHED : DesiredState.LOADED);
  }

  /**
   * Whether a unit that does not run has done its work: a oneshot that a process would feel no
   * difference in, and that ended in success.
   */
  private static boolean doneFor(ScheduledUnit wanted, LocalUnit unit, Tag goal) {
    return unit.succeeded()
        && Standing.oneshot(wanted.name(), wanted.content().file())
        && unit.tag()
            .filter(tag -> tag.acted() == DesiredState.LAUNCHED)
            .filter(tag -> whyRestart(tag, goal).isEmpty())
            .isPresent();
  }

  private List<Task> giveUp(UnitName name, List<String> paths, List<String> kept, String reason) {
    carried.remove(name);
    return paths.stream()
        .filter(path -> !kept.contains(path) && !carriedByAnother(name, path))
        .<Task>map(path -> new Task.RemoveFile(name, path, reason))
        .toList();
  }

  private boolean carriedByAnother(UnitName name, String path) {
    return carried.values().stream().anyMatch(paths -> paths.contains(path))
        || desired.values().stream()
            .filter(other -> !other.name().equals(name))
            .flatMap(other -> Tag.paths(other.content()).stream())
            .anyMatch(path::equals);
  }

  private static Optional<String> whyRestart(Tag now, Tag goal) {
    if (!now.runHash().equals(goal.runHash())) {
      return Optional.of(
          now.runHash().isPresent()
              ? "its process runs an older content"
              : "its process was started by somebody else");
    }
    return now.generation() < goal.generation()
        ? Optional.of("restart %d was asked for".formatted(goal.generation()))
        : Optional.empty();
  }

  private static String whyLoad(Tag before, Tag goal) {
    if (!before.contentId().equals(goal.contentId())) {
      return "content changed from %s to %s"
          .formatted(before.contentId().abbreviated(), goal.contentId().abbreviated());
    }
    return before.incomplete()
        ? "an earlier delivery did not end"
        : "another unit here names another version of a secret that they share";
  }

  private static String whyStart(Optional<Tag> before, Tag goal) {
    return before.flatMap(tag -> whyRestart(tag, goal)).orElse("desired state is launched");
  }

  private static LoadedUnit loaded(UnitName name, String text, Tag tag) {
    return new LoadedUnit(name, text, tag.encode());
  }
}
