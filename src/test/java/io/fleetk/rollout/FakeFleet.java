package io.fleetk.rollout;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.LockAttempt;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.MemoryFleet;
import io.fleetk.fleet.MetadataEdit;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.time.ManualTimeline;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Hash;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.Placement;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A fleet in memory: the engine's and the agents' rules in short, on a timeline that moves whenever
 * somebody waits for events.
 */
final class FakeFleet implements Fleet, FleetExtensions {
  private static final Duration REACTION = Duration.ofMillis(50);
  private static final Duration TICK = Duration.ofMillis(50);

  final ManualTimeline timeline = new ManualTimeline(Instant.parse("2026-01-01T00:00:00Z"));
  final FakeAgents agents =
      new FakeAgents(
          timeline, id -> contents().get(id), (place, status) -> reported(place, status));
  final List<FleetEvent> events = new ArrayList<>();
  final List<String> writes = new ArrayList<>();
  private final Map<Hash, UnitContent> contents = new HashMap<>();
  private final Map<UnitName, FleetUnit> units = new TreeMap<>();
  private final Map<String, Machine> machines = new TreeMap<>();
  private final Map<String, LockAttempt.Held> locks = new HashMap<>();
  private final Map<String, Integer> leastReady = new HashMap<>();
  private final boolean plain;
  private Instant unreachableUntil = Instant.MIN;
  private boolean losesEvents;
  private long revision;

  FakeFleet(boolean plain, int machineCount) {
    this.plain = plain;
    for (int i = 1; i <= machineCount; i++) {
      join("%032x".formatted(i), Map.of());
    }
  }

  private Map<Hash, UnitContent> contents() {
    return contents;
  }

  void join(String id, Map<String, String> metadata) {
    Machine machine =
        new Machine(id, "10.0.0.1", metadata, true, false, "1", Optional.of(timeline.now()));
    machines.put(id, machine);
    say(new FleetEvent.MachineChanged(++revision, machine));
    schedule();
  }

  /** A machine vanishes; the engine calls it lost after two seconds. */
  void vanish(String id) {
    Machine old = machines.get(id);
    Machine away =
        new Machine(
            id, old.address(), old.metadata(), false, false, "1", Optional.of(timeline.now()));
    machines.put(id, away);
    agents.lose(id);
    say(new FleetEvent.MachineChanged(++revision, away));
    timeline.after(Duration.ofSeconds(2), this::schedule);
  }

  void unreachableFor(Duration time) {
    unreachableUntil = timeline.now().plus(time);
  }

  void loseEvents() {
    losesEvents = true;
  }

  void takeLock(String stack, String holder) {
    locks.put(stack, new LockAttempt.Held(holder, timeline.now()));
  }

  /** Begins to note the least number of ready instances of every component. */
  void watchReadiness() {
    leastReady.clear();
    units.values().forEach(unit -> leastReady.put(unit.component(), ready(unit.component())));
  }

  int leastReady(String component) {
    return leastReady.get(component);
  }

  int ready(String component) {
    return (int)
        agents.statuses().values().stream()
            .filter(status -> status.unit().component().equals(component))
            .filter(UnitStatus::ready)
            .filter(UnitStatus::active)
            .count();
  }

  /** The command line that a unit was last told to run on each of its machines. */
  List<String> running(String unit) {
    return agents.statuses().values().stream()
        .filter(status -> status.unit().text().equals(unit))
        .map(status -> contents.get(status.contentId().orElseThrow()))
        .map(content -> content.file().last("Service", "ExecStart").orElseThrow())
        .toList();
  }

  private void reported(Place place, Optional<UnitStatus> status) {
    say(
        status.isPresent()
            ? new FleetEvent.StatusChanged(++revision, status.get())
            : new FleetEvent.StatusGone(++revision, place.unit(), place.machineId()));
    leastReady.computeIfPresent(
        place.unit().component(), (component, least) -> Math.min(least, ready(component)));
  }

  private void say(FleetEvent event) {
    events.add(event);
  }

  private void reach() {
    if (timeline.now().isBefore(unreachableUntil)) {
      throw new FleetUnreachableException("connection refused");
    }
  }

  @Override
  public FleetView view() {
    reach();
    return FleetView.of(
        plain ? 0 : revision, units.values(), agents.statuses().values(), machines.values());
  }

  @Override
  public void put(UnitSubmission submission) {
    reach();
    UnitName name = submission.name();
    if (submission.content().file().text().contains("refuse-me")) {
      throw new FleetRefusedException("unit %s is not to my liking".formatted(name));
    }
    writes.add("put " + name);
    contents.put(submission.content().id(), submission.content());
    Optional<FleetUnit> old = Optional.ofNullable(units.get(name));
    change(
        new FleetUnit(
            name,
            submission.content(),
            submission.desiredState(),
            submission.stack(),
            old.map(FleetUnit::generation).orElse(0L),
            submission.held(),
            old.map(FleetUnit::assignments).orElse(Map.of()),
            Map.of(),
            Optional.empty()));
  }

  @Override
  public void setDesiredState(UnitName name, DesiredState state) {
    reach();
    writes.add(state.wire() + " " + name);
    edit(name, unit -> with(unit, state, unit.generation(), unit.held(), unit.releases()));
  }

  @Override
  public void destroy(UnitName name) {
    reach();
    writes.add("destroy " + name);
    FleetUnit old = require(name);
    units.remove(name);
    say(new FleetEvent.UnitDestroyed(++revision, name));
    old.assignments().keySet().forEach(id -> agents.assign(new Place(name, id), Optional.empty()));
  }

  @Override
  public void editMetadata(List<MetadataEdit> edits) {
    throw new UnsupportedOperationException("no test edits metadata");
  }

  @Override
  public Optional<FleetExtensions> extensions() {
    return plain ? Optional.empty() : Optional.of(this);
  }

  @Override
  public void release(List<Release> releases) {
    reach();
    for (Release release : releases) {
      writes.add("release %s %s".formatted(release.unit(), Machine.shortId(release.machineId())));
      edit(
          release.unit(),
          unit -> {
            Map<String, FleetUnit.Release> all = new TreeMap<>(unit.releases());
            all.put(
                release.machineId(),
                new FleetUnit.Release(release.contentId(), release.generation()));
            return with(unit, unit.desiredState(), unit.generation(), unit.held(), all);
          });
    }
  }

  @Override
  public long restart(UnitName name) {
    reach();
    writes.add("restart " + name);
    long next = MemoryFleet.nextGeneration(require(name), view());
    edit(name, unit -> with(unit, unit.desiredState(), next, true, unit.releases()));
    return next;
  }

  @Override
  public EventStream events(long afterRevision) {
    reach();
    return new EventStream() {
      private long seen = afterRevision;

      @Override
      public List<FleetEvent> next(Duration patience) {
        reach();
        if (losesEvents) {
          losesEvents = false;
          throw new EventsLostException("compacted");
        }
        Instant deadline = timeline.now().plus(patience);
        while (revision <= seen && timeline.now().isBefore(deadline)) {
          timeline.advance(TICK);
        }
        List<FleetEvent> fresh = events.stream().filter(event -> event.revision() > seen).toList();
        seen = revision;
        return fresh;
      }

      @Override
      public void close() {
        // Nothing to let go of.
      }
    };
  }

  @Override
  public JournalLines journal(UnitName unit, String machineId, JournalRange range) {
    return new JournalLines(
        List.of(unit + ": main process exited, code=exited, status=1"), Optional.empty(), false);
  }

  @Override
  public LockAttempt tryLock(String stack, String holder, Duration ttl) {
    reach();
    if (locks.containsKey(stack)) {
      return locks.get(stack);
    }
    locks.put(stack, new LockAttempt.Held(holder, timeline.now()));
    return new LockAttempt.Taken(holder);
  }

  @Override
  public void renewLock(String stack, String token) {
    reach();
    if (!token.equals(
        Optional.ofNullable(locks.get(stack)).map(LockAttempt.Held::holder).orElse(""))) {
      throw new FleetRefusedException("the lock of stack %s was lost".formatted(stack));
    }
  }

  @Override
  public void unlock(String stack, String token) {
    locks.remove(stack);
  }

  boolean isLocked(String stack) {
    return locks.containsKey(stack);
  }

  void breakLock(String stack) {
    locks.remove(stack);
  }

  @Override
  public void removeMember(String machineId) {
    machines.remove(machineId);
    say(new FleetEvent.MachineRemoved(++revision, machineId));
  }

  @Override
  public void setCordon(String machineId, boolean cordoned) {
    throw new FleetRefusedException("nothing here asks for a cordon");
  }

  @Override
  public void close() {
    timeline.close();
  }

  private FleetUnit require(UnitName name) {
    return Optional.ofNullable(units.get(name))
        .orElseThrow(() -> new FleetRefusedException("unit %s not found".formatted(name)));
  }

  private void edit(UnitName name, UnaryOperator<FleetUnit> edit) {
    change(edit.apply(require(name)));
  }

  private void change(FleetUnit unit) {
    store(unit);
    timeline.after(REACTION, this::schedule);
  }

  private void store(FleetUnit unit) {
    if (!unit.equals(units.get(unit.name()))) {
      units.put(unit.name(), unit);
      say(new FleetEvent.UnitChanged(++revision, unit));
    }
  }

  private static FleetUnit with(
      FleetUnit unit,
      DesiredState desired,
      long generation,
      boolean held,
      Map<String, FleetUnit.Release> releases) {
    return new FleetUnit(
        unit.name(),
        unit.content(),
        desired,
        unit.stack(),
        generation,
        held,
        unit.assignments(),
        releases,
        unit.pending());
  }

  /** The engine: who has what, by the rules that all parts of fleetk agree on. */
  private void schedule() {
    for (FleetUnit unit : List.copyOf(units.values())) {
      Map<String, Assignment> next = new TreeMap<>();
      for (String machine : machinesFor(unit)) {
        next.put(machine, assignment(unit, machine));
      }
      next.forEach(
          (machine, wanted) -> {
            if (!wanted.equals(unit.assignments().get(machine))) {
              agents.assign(new Place(unit.name(), machine), Optional.of(wanted));
            }
          });
      unit.assignments().keySet().stream()
          .filter(machine -> !next.containsKey(machine))
          .forEach(machine -> agents.assign(new Place(unit.name(), machine), Optional.empty()));
      boolean isWaiting =
          next.isEmpty()
              && unit.desiredState() != DesiredState.INACTIVE
              && !unit.placement().global();
      store(
          new FleetUnit(
              unit.name(),
              unit.content(),
              unit.desiredState(),
              unit.stack(),
              unit.generation(),
              unit.held(),
              next,
              unit.releases(),
              isWaiting ? Optional.of("no machine is fit for it") : Optional.empty()));
    }
  }

  private List<String> machinesFor(FleetUnit unit) {
    if (unit.desiredState() == DesiredState.INACTIVE) {
      return List.of();
    }
    Placement placement = unit.placement();
    List<String> fit =
        machines.values().stream()
            .filter(
                machine ->
                    machine.present()
                        || (placement.global() && unit.assignments().containsKey(machine.id())))
            .filter(machine -> placement.acceptsMetadata(machine.metadata()))
            .filter(
                machine ->
                    units.values().stream()
                        .filter(other -> other.assignments().containsKey(machine.id()))
                        .noneMatch(
                            other ->
                                Placement.conflict(
                                    unit.name(), placement, other.name(), other.placement())))
            .map(Machine::id)
            .toList();
    if (placement.global()) {
      return fit;
    }
    Optional<String> stays = unit.assignments().keySet().stream().filter(fit::contains).findFirst();
    return stays
        .or(() -> fit.stream().min((one, other) -> Long.compare(load(one), load(other))))
        .stream()
        .toList();
  }

  private long load(String machine) {
    return units.values().stream().filter(unit -> unit.assignments().containsKey(machine)).count();
  }

  private static Assignment assignment(FleetUnit unit, String machine) {
    Optional<Assignment> before =
        Optional.ofNullable(unit.assignments().get(machine))
            .or(
                () ->
                    unit.placement().global()
                        ? Optional.empty()
                        : unit.assignments().values().stream().findFirst());
    UnitContent content = unit.content();
    if (before.isEmpty()) {
      return new Assignment(
          machine, content.id(), content.runHash(), unit.desiredState(), unit.generation());
    }
    Assignment old = before.get();
    Optional<FleetUnit.Release> release = Optional.ofNullable(unit.releases().get(machine));
    boolean takesContent =
        !unit.held()
            || old.runHash().equals(content.runHash())
            || release.filter(one -> one.contentId().equals(content.id())).isPresent();
    long allowed =
        Math.max(
            unit.held() ? 0 : unit.generation(),
            release.map(FleetUnit.Release::generation).orElse(0L));
    return new Assignment(
        machine,
        takesContent ? content.id() : old.contentId(),
        takesContent ? content.runHash() : old.runHash(),
        unit.desiredState(),
        Math.max(old.generation(), allowed));
  }

  @Override
  public String toString() {
    return units.values().stream()
        .map(unit -> unit.name() + " " + unit.assignments())
        .collect(Collectors.joining("\n"));
  }
}
