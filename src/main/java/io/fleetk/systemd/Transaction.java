package io.fleetk.systemd;

import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request and all that follows from it: the jobs that the dependencies of systemd.unit(5) add,
 * merged to one for each unit, without contradictions and cycles.
 */
final class Transaction {
  /** Whether the request fails when this job cannot be. */
  private record Wish(Job.Type type, boolean required) {}

  private final UnitIndex units;
  private final UnitName anchor;
  private final Map<UnitName, Wish> wishes = new LinkedHashMap<>();
  private final Set<UnitName> visiting = new HashSet<>();

  private Transaction(UnitIndex units, UnitName anchor) {
    this.units = units;
    this.anchor = anchor;
  }

  /**
   * The jobs for a request, in the order in which they are queued: what is pulled in comes first.
   *
   * @param restartDependents whether what shares a restart with the unit is restarted though this
   *     is a start: so it is when a service restarts itself
   * @throws SystemdException in systemd's words when a required unit is not there or the request
   *     contradicts itself
   */
  static List<Job> of(
      UnitIndex units,
      UnitName name,
      Job.Type type,
      boolean restartDependents,
      Collection<Job> queued) {
    Transaction transaction = new Transaction(units, name);
    transaction.add(name, type, true);
    if (restartDependents) {
      transaction.shareStop(transaction.unit(name), Job.Type.RESTART, true);
    }
    return transaction.jobs(queued);
  }

  private SimulatedUnit unit(UnitName name) {
    return units
        .find(name)
        .orElseThrow(() -> new SystemdException("Unit %s not found.".formatted(name)));
  }

  private void add(UnitName name, Job.Type type, boolean required) {
    SimulatedUnit unit = unit(name);
    if (type != Job.Type.STOP) {
      checkUsable(unit);
    }
    Wish known = wishes.get(name);
    boolean done = known != null && known.type().mergedWith(type) == known.type();
    if (known != null && known.type().conflictsWith(type)) {
      throw new SystemdException(
          "Transaction contains conflicting jobs '%s' and '%s' for %s. Probably contradicting"
              .concat(" requirement dependencies configured.")
              .formatted(word(known.type()), word(type), name));
    }
    if (done && (known.required() || !required)) {
      return;
    }
    if (visiting.add(name)) {
      pullIn(unit, type, required);
      visiting.remove(name);
    }
    Wish now = wishes.get(name);
    wishes.put(
        name,
        now == null
            ? new Wish(type, required)
            : new Wish(now.type().mergedWith(type), now.required() || required));
  }

  private static String word(Job.Type type) {
    return type.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  private static void checkUsable(SimulatedUnit unit) {
    UnitDefinition definition = unit.definition();
    switch (definition.loadState()) {
      case "loaded" -> {
        if (Set.of("device", "scope").contains(unit.name().type())) {
          throw new SystemdException(
              "Job type start is not applicable for unit %s.".formatted(unit.name()));
        }
      }
      case "bad-setting" ->
          throw new SystemdException("Unit %s has a bad unit file setting.".formatted(unit.name()));
      default -> throw new SystemdException(definition.problem());
    }
  }

  private void pullIn(SimulatedUnit unit, Job.Type type, boolean required) {
    if (type == Job.Type.START || type == Job.Type.RESTART) {
      for (Dependency kind : Dependency.PULL_IN) {
        units.named(unit, kind).forEach(name -> add(name, Job.Type.START, required));
      }
      units
          .named(unit, Dependency.REQUISITE)
          .forEach(name -> add(name, Job.Type.VERIFY_ACTIVE, required));
      units.named(unit, Dependency.WANTS).forEach(name -> addIfPossible(name, Job.Type.START));
      for (UnitName name : units.named(unit, Dependency.CONFLICTS)) {
        if (units.find(name).isPresent()) {
          add(name, Job.Type.STOP, required);
        }
      }
      for (SimulatedUnit other : units.naming(unit.name(), List.of(Dependency.CONFLICTS))) {
        addIfPossible(other.name(), Job.Type.STOP);
      }
    }
    if (type == Job.Type.STOP || type == Job.Type.RESTART) {
      shareStop(unit, type, required);
    }
  }

  private void shareStop(SimulatedUnit unit, Job.Type type, boolean required) {
    for (SimulatedUnit other : units.naming(unit.name(), Dependency.SHARE_STOP)) {
      boolean up = other.active() == ActiveState.ACTIVE || other.active() == ActiveState.ACTIVATING;
      boolean concerned = type == Job.Type.STOP ? up || other.job().isPresent() : up;
      if (concerned && !visiting.contains(other.name())) {
        add(other.name(), type, required);
      }
    }
  }

  /** Adds a job that may as well not be: what it brings up against it is forgotten with it. */
  private void addIfPossible(UnitName name, Job.Type type) {
    Map<UnitName, Wish> before = new LinkedHashMap<>(wishes);
    try {
      add(name, type, false);
    } catch (SystemdException e) {
      wishes.clear();
      wishes.putAll(before);
    }
  }

  private List<Job> jobs(Collection<Job> queued) {
    wishes
        .entrySet()
        .removeIf(
            wish -> {
              SimulatedUnit unit = unit(wish.getKey());
              Job.Type type = wish.getValue().type();
              return !wish.getKey().equals(anchor)
                  && type.isRedundantFor(unit.active())
                  && unit.job().filter(job -> job.type().conflictsWith(type)).isEmpty();
            });
    List<Job> jobs = new ArrayList<>();
    wishes.forEach((name, wish) -> jobs.add(new Job(unit(name), wish.type())));
    breakCycles(jobs, queued);
    return jobs;
  }

  private void breakCycles(List<Job> jobs, Collection<Job> queued) {
    List<Job> all = new ArrayList<>(jobs);
    queued.stream()
        .filter(
            job -> jobs.stream().noneMatch(mine -> mine.unit().name().equals(job.unit().name())))
        .forEach(all::add);
    for (List<Job> cycle = cycle(all); !cycle.isEmpty(); cycle = cycle(all)) {
      Optional<Job> spare = cycle.stream().filter(job -> isSpare(job, jobs)).findFirst();
      if (spare.isEmpty()) {
        throw new SystemdException(
            "Transaction order is cyclic. See system logs for details: "
                + String.join(", ", cycle.stream().map(job -> job.unit().name().text()).toList()));
      }
      spare
          .get()
          .unit()
          .log(
              "%s: Job %s/%s deleted to break ordering cycle starting with %s/start"
                  .formatted(anchor, spare.get().unit().name(), word(spare.get().type()), anchor));
      jobs.remove(spare.get());
      all.remove(spare.get());
    }
  }

  private boolean isSpare(Job job, List<Job> jobs) {
    Wish wish = wishes.get(job.unit().name());
    return jobs.contains(job) && wish != null && !wish.required();
  }

  /** Jobs that wait for one another in a circle; empty when there are none. */
  private static List<Job> cycle(List<Job> jobs) {
    List<Job> left = new ArrayList<>(jobs);
    boolean shrinks = true;
    while (shrinks) {
      // What waits for nothing that is left is in no circle, nor is what nothing waits for.
      shrinks =
          left.removeIf(
              job -> job.isRunning() || List.copyOf(left).stream().noneMatch(job::waitsFor));
      shrinks |= left.removeIf(job -> List.copyOf(left).stream().noneMatch(o -> o.waitsFor(job)));
    }
    return left;
  }
}
