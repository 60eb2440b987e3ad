package io.fleetk.agent;

import io.fleetk.fleet.FleetException;
import io.fleetk.systemd.Systemd;
import io.fleetk.systemd.Systemd.LoadedUnit;
import io.fleetk.systemd.SystemdException;
import io.fleetk.unit.CarriedSecret;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Carries tasks out, in order, and logs each with its reason. A task that fails takes with it what
 * remains to be done for its unit, never another unit's; a reload that fails takes whatever comes
 * after it and the units that needed it.
 */
final class TaskRunner {
  private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);

  private final Systemd systemd;
  private final FetchedSecrets fetched;

  /**
   * A runner.
   *
   * @param secrets gives a secret's text, or throws a {@link FleetException} that says why not
   */
  TaskRunner(Systemd systemd, Function<CarriedSecret, byte[]> secrets) {
    this.systemd = systemd;
    this.fetched = new FetchedSecrets(secrets);
  }

  /**
   * Does the tasks.
   *
   * @param done told of each task that was done
   * @return the units for which something failed, with what
   */
  Map<UnitName, String> run(List<Task> tasks, Consumer<Task> done) {
    try {
      return runAll(tasks, done);
    } finally {
      fetched.forget();
    }
  }

  private Map<UnitName, String> runAll(List<Task> tasks, Consumer<Task> done) {
    Map<UnitName, String> failed = new LinkedHashMap<>();
    Set<UnitName> needReload = new HashSet<>();
    for (List<Task> together : batches(tasks)) {
      List<Task> due =
          together.stream()
              .filter(task -> task.unit().filter(failed::containsKey).isEmpty())
              .toList();
      Map<Task, RuntimeException> failures = performAll(due);
      for (Task task : due) {
        RuntimeException failure = failures.get(task);
        if (failure != null) {
          failed(task, failure, tasks, needReload).forEach(failed::putIfAbsent);
          continue;
        }
        done.accept(task);
        log.atLevel(isWorthTelling(task) ? Level.INFO : Level.DEBUG)
            .log("{}: {}", words(task), task.reason());
        if (task instanceof Task.Load load) {
          needReload.add(load.name());
        }
      }
    }
    return failed;
  }

  /** Not what only notes, or prepares, what the lines around it say. */
  private static boolean isWorthTelling(Task task) {
    return !(task instanceof Task.Settle
        || task instanceof Task.Note
        || task instanceof Task.FetchSecret);
  }

  /** Of which units a failure is one, and in which words. */
  private static Map<UnitName, String> failed(
      Task task, RuntimeException failure, List<Task> tasks, Set<UnitName> needReload) {
    log.warn("{}: {}; failed: {}", words(task), task.reason(), failure.getMessage());
    String reason = words(task) + ": " + oneLine(failure);
    Map<UnitName, String> failed = new LinkedHashMap<>();
    task.unit().ifPresent(name -> failed.put(name, reason));
    if (task instanceof Task.Reload) {
      needReload.forEach(name -> failed.put(name, reason));
      tasks.stream()
          .filter(TaskRunner::afterReload)
          .forEach(later -> later.unit().ifPresent(name -> failed.put(name, reason)));
    }
    return failed;
  }

  /**
   * The tasks, in order, cut so that of several tasks together all load or settle, or all start,
   * and each another unit.
   */
  private static List<List<Task>> batches(List<Task> tasks) {
    List<List<Task>> batches = new ArrayList<>();
    Set<UnitName> units = new HashSet<>();
    for (Task task : tasks) {
      boolean joins =
          !batches.isEmpty()
              && isAlike(batches.getLast().getLast(), task)
              && task.unit().filter(units::contains).isEmpty();
      if (!joins) {
        batches.add(new ArrayList<>());
        units.clear();
      }
      batches.getLast().add(task);
      task.unit().ifPresent(units::add);
    }
    return batches;
  }

  private static boolean isAlike(Task one, Task other) {
    return (loaded(one).isPresent() && loaded(other).isPresent())
        || (one instanceof Task.Start && other instanceof Task.Start);
  }

  /** Does the tasks of a batch; answers what failed. */
  private Map<Task, RuntimeException> performAll(List<Task> batch) {
    IdentityHashMap<Task, RuntimeException> failures = new IdentityHashMap<>();
    if (batch.size() < 2) {
      for (Task task : batch) {
        try {
          perform(task);
        } catch (SystemdException | FleetException e) {
          failures.put(task, e);
        }
      }
      return failures;
    }
    Map<UnitName, Task> byUnit = new LinkedHashMap<>();
    batch.forEach(task -> task.unit().ifPresent(name -> byUnit.put(name, task)));
    Map<UnitName, SystemdException> failed =
        batch.getFirst() instanceof Task.Start
            ? systemd.startAll(List.copyOf(byUnit.keySet()))
            : systemd.loadAll(batch.stream().flatMap(task -> loaded(task).stream()).toList());
    failed.forEach((name, failure) -> failures.put(byUnit.get(name), failure));
    return failures;
  }

  private static Optional<LoadedUnit> loaded(Task task) {
    return switch (task) {
      case Task.Load load -> Optional.of(load.loaded());
      case Task.Settle settle -> Optional.of(settle.loaded());
      case Task.FetchSecret _,
          Task.Note _,
          Task.WriteFile _,
          Task.WriteSecret _,
          Task.Reload _,
          Task.ResetFailed _,
          Task.Start _,
          Task.Stop _,
          Task.Restart _,
          Task.RemoveFile _,
          Task.Unload _ ->
          Optional.empty();
    };
  }

  private void perform(Task task) {
    switch (task) {
      case Task.FetchSecret fetch -> fetch(fetch);
      case Task.Note note -> systemd.note(note.name(), note.tag().encode());
      case Task.WriteFile write -> systemd.writeFile(write.file());
      case Task.WriteSecret write -> write(write);
      case Task.Load load -> systemd.load(load.loaded());
      case Task.Reload _ -> systemd.reload();
      case Task.ResetFailed reset -> systemd.resetFailed(reset.name());
      case Task.Start start -> systemd.start(start.name());
      case Task.Stop stop -> systemd.stop(stop.name());
      case Task.Restart restart -> systemd.restart(restart.name());
      case Task.Settle settle -> systemd.load(settle.loaded());
      case Task.RemoveFile remove -> systemd.removeFile(remove.path());
      case Task.Unload unload -> systemd.unload(unload.name());
    }
  }

  private void fetch(Task.FetchSecret task) {
    try {
      fetched.fetch(task.secret());
    } catch (FleetException e) {
      if (task.own().equals(task.secret())) {
        throw e;
      }
      // It is another unit that needs this version; it is for that one to fail.
      log.warn("{}: {}; it gets {}", words(task), e.getMessage(), task.own().shown());
      fetched.fetch(task.own());
    }
  }

  private void write(Task.WriteSecret task) {
    CarriedSecret had = fetched.has(task.secret()) ? task.secret() : task.own();
    systemd.writeSecret(had.path(), had.mode(), fetched.text(had));
  }

  private static boolean afterReload(Task task) {
    return task instanceof Task.Start || task instanceof Task.Restart;
  }

  private static String words(Task task) {
    return switch (task) {
      case Task.FetchSecret fetch ->
          "fetch secret %s for %s".formatted(fetch.secret().shown(), fetch.name());
      case Task.Note note -> "note " + note.name();
      case Task.WriteFile write -> "write " + write.file().path() + " for " + write.name();
      case Task.WriteSecret write ->
          "write secret %s to %s for %s"
              .formatted(write.secret().shown(), write.secret().path(), write.name());
      case Task.Load load -> "load " + load.name();
      case Task.Reload _ -> "reload systemd";
      case Task.ResetFailed reset -> "reset " + reset.name();
      case Task.Start start -> "start " + start.name();
      case Task.Stop stop -> "stop " + stop.name();
      case Task.Restart restart -> "restart " + restart.name();
      case Task.Settle settle -> "settle " + settle.name();
      case Task.RemoveFile remove -> "remove " + remove.path() + " of " + remove.name();
      case Task.Unload unload -> "unload " + unload.name();
    };
  }

  private static String oneLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).replace('\n', ' ');
  }
}
