package io.fleetk.fleet;

import io.fleetk.unit.DesiredState;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A fleet that only remembers: what it is asked for, and what a test says of machines and states.
 * No engine places anything in it and no agent runs anything.
 */
public final class MemoryFleet implements Fleet, FleetExtensions {
  /** When locks are taken here. */
  public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private record Lock(String holder, String token) {}

  private final List<FleetEvent> events = new ArrayList<>();
  private final Map<String, Lock> locks = new HashMap<>();
  private final MemoryJournals journals = new MemoryJournals();
  private FleetView view = FleetView.of(1, List.of(), List.of(), List.of());
  private long forgottenUpTo;
  private int locksTaken;
  private boolean reachable = true;
  private final boolean extended;

  /** A fleet with fleetk's extensions. */
  public MemoryFleet() {
    this(true);
  }

  /** A fleet with fleetk's extensions or without. */
  public MemoryFleet(boolean extended) {
    this.extended = extended;
  }

  /** A machine joins, or changes. */
  public synchronized void machine(Machine machine) {
    happened(new FleetEvent.MachineChanged(view.revision() + 1, machine));
  }

  /** A machine that is present joins. */
  public void machine(String id, String address, Map<String, String> metadata) {
    machine(new Machine(id, address, metadata, true, false, "1", Optional.of(NOW)));
  }

  /** A machine reports. */
  public synchronized void status(UnitStatus status) {
    happened(new FleetEvent.StatusChanged(view.revision() + 1, status));
  }

  /** The engine places a unit, in the content and generation that it has. */
  public synchronized void assign(UnitName name, String machineId) {
    FleetUnit unit = view.unit(name).orElseThrow();
    Map<String, Assignment> assignments = new TreeMap<>(unit.assignments());
    assignments.put(
        machineId,
        new Assignment(
            machineId,
            unit.content().id(),
            unit.content().runHash(),
            unit.desiredState(),
            unit.generation()));
    happened(
        new FleetEvent.UnitChanged(
            view.revision() + 1,
            new FleetUnit(
                name,
                unit.content(),
                unit.desiredState(),
                unit.stack(),
                unit.generation(),
                unit.held(),
                assignments,
                unit.releases(),
                unit.pending())));
  }

  /** What a unit has logged, on any machine. */
  public void journal(UnitName name, List<String> lines) {
    journals.add(name, NOW, lines.toArray(String[]::new));
  }

  /** What its units' journals hold. */
  public MemoryJournals journals() {
    return journals;
  }

  /** Forgets the events so far, as a compacted store does. */
  public synchronized void forgetEvents() {
    forgottenUpTo = view.revision();
  }

  /** Loses the store, or gets it back. */
  public synchronized void reachable(boolean reachable) {
    this.reachable = reachable;
  }

  private void happened(FleetEvent event) {
    view = view.after(event);
    events.add(event);
    notifyAll();
  }

  private void checkReachable() {
    if (!reachable) {
      throw new FleetUnreachableException("the store is away");
    }
  }

  private FleetUnit existing(UnitName name) {
    checkReachable();
    return view.unit(name)
        .orElseThrow(() -> new FleetRefusedException("unit does not exist: " + name));
  }

  private void change(UnitName name, UnaryOperator<FleetUnit> change) {
    happened(new FleetEvent.UnitChanged(view.revision() + 1, change.apply(existing(name))));
  }

  @Override
  public synchronized FleetView view() {
    checkReachable();
    return view;
  }

  @Override
  public synchronized void put(UnitSubmission submission) {
    checkReachable();
    if (submission.name().isTemplate() && submission.desiredState() != DesiredState.INACTIVE) {
      throw new FleetRefusedException("cannot activate template " + submission.name());
    }
    Optional<FleetUnit> old = view.unit(submission.name());
    happened(
        new FleetEvent.UnitChanged(
            view.revision() + 1,
            new FleetUnit(
                submission.name(),
                submission.content(),
                submission.desiredState(),
                submission.stack(),
                old.map(FleetUnit::generation).orElse(0L),
                submission.held(),
                old.map(FleetUnit::assignments).orElse(Map.of()),
                Map.of(),
                Optional.empty())));
  }

  @Override
  public synchronized void setDesiredState(UnitName name, DesiredState state) {
    if (name.isTemplate() && state != DesiredState.INACTIVE) {
      throw new FleetRefusedException("cannot activate template " + name);
    }
    change(
        name,
        unit ->
            new FleetUnit(
                name,
                unit.content(),
                state,
                unit.stack(),
                unit.generation(),
                unit.held(),
                unit.assignments(),
                unit.releases(),
                unit.pending()));
  }

  @Override
  public synchronized void destroy(UnitName name) {
    existing(name);
    happened(new FleetEvent.UnitDestroyed(view.revision() + 1, name));
  }

  @Override
  public synchronized void editMetadata(List<MetadataEdit> edits) {
    checkReachable();
    for (MetadataEdit edit : edits) {
      Machine old =
          view.machine(edit.machineId())
              .orElse(
                  new Machine(edit.machineId(), "", Map.of(), false, false, "", Optional.empty()));
      Map<String, String> metadata = new TreeMap<>(old.metadata());
      edit.value()
          .ifPresentOrElse(
              value -> metadata.put(edit.key(), value), () -> metadata.remove(edit.key()));
      machine(
          new Machine(
              old.id(),
              old.address(),
              metadata,
              old.present(),
              old.cordoned(),
              old.version(),
              old.lastSeen()));
    }
  }

  @Override
  public Optional<FleetExtensions> extensions() {
    return extended ? Optional.of(this) : Optional.empty();
  }

  @Override
  public synchronized void release(List<Release> releases) {
    for (Release release : releases) {
      change(
          release.unit(),
          unit -> {
            Map<String, FleetUnit.Release> all = new TreeMap<>(unit.releases());
            all.put(
                release.machineId(),
                new FleetUnit.Release(release.contentId(), release.generation()));
            return new FleetUnit(
                unit.name(),
                unit.content(),
                unit.desiredState(),
                unit.stack(),
                unit.generation(),
                unit.held(),
                unit.assignments(),
                all,
                unit.pending());
          });
    }
  }

  @Override
  public synchronized long restart(UnitName name) {
    change(
        name,
        unit ->
            new FleetUnit(
                name,
                unit.content(),
                unit.desiredState(),
                unit.stack(),
                nextGeneration(unit, view),
                true,
                unit.assignments(),
                unit.releases(),
                unit.pending()));
    return view.unit(name).orElseThrow().generation();
  }

  /** The generation of a unit's next restart: above any that a machine has or was released to. */
  public static long nextGeneration(FleetUnit unit, FleetView view) {
    return 1
        + Stream.of(
                Stream.of(unit.generation()),
                unit.assignments().values().stream().map(Assignment::generation),
                unit.releases().values().stream().map(FleetUnit.Release::generation),
                view.statuses(unit.name()).stream().map(UnitStatus::generation))
            .flatMap(generations -> generations)
            .max(Comparator.naturalOrder())
            .orElseThrow();
  }

  @Override
  public EventStream events(long afterRevision) {
    return new Follower(afterRevision);
  }

  private final class Follower implements EventStream {
    private long seen;
    private boolean closed;

    Follower(long after) {
      seen = after;
    }

    @Override
    public List<FleetEvent> next(Duration patience) {
      synchronized (MemoryFleet.this) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
          checkReachable();
          if (closed) {
            throw new FleetUnreachableException("the event stream is closed");
          }
          if (seen < forgottenUpTo) {
            throw new EventsLostException("events after revision " + seen + " are gone");
          }
          List<FleetEvent> news = events.stream().filter(event -> event.revision() > seen).toList();
          long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
          if (!news.isEmpty() || left <= 0) {
            seen = news.isEmpty() ? seen : news.getLast().revision();
            return news;
          }
          try {
            MemoryFleet.this.wait(left);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FleetUnreachableException("interrupted", e);
          }
        }
      }
    }

    @Override
    public void close() {
      synchronized (MemoryFleet.this) {
        closed = true;
        MemoryFleet.this.notifyAll();
      }
    }
  }

  @Override
  public JournalLines journal(UnitName unit, String machineId, JournalRange range) {
    existing(unit);
    return journals.lines(unit, range);
  }

  @Override
  public synchronized LockAttempt tryLock(String stack, String holder, Duration ttl) {
    checkReachable();
    Lock lock = locks.get(stack);
    if (lock != null) {
      return new LockAttempt.Held(lock.holder(), NOW);
    }
    String token = "token-" + ++locksTaken;
    locks.put(stack, new Lock(holder, token));
    return new LockAttempt.Taken(token);
  }

  private boolean holds(String stack, String token) {
    return locks.containsKey(stack) && locks.get(stack).token().equals(token);
  }

  @Override
  public synchronized void renewLock(String stack, String token) {
    checkReachable();
    if (!holds(stack, token)) {
      throw new FleetRefusedException("the lock of stack " + stack + " was lost");
    }
  }

  @Override
  public synchronized void unlock(String stack, String token) {
    checkReachable();
    if (holds(stack, token)) {
      locks.remove(stack);
    }
  }

  @Override
  public synchronized void removeMember(String machineId) {
    Machine machine =
        view()
            .machine(machineId)
            .orElseThrow(() -> new FleetRefusedException("no member: " + machineId));
    if (machine.present()) {
      throw new FleetRefusedException(
          "machine " + machine.shortId() + " is present: stop it first");
    }
    happened(new FleetEvent.MachineRemoved(view.revision() + 1, machineId));
  }

  @Override
  public synchronized void setCordon(String machineId, boolean cordoned) {
    Machine machine =
        view()
            .machine(machineId)
            .orElseThrow(() -> new FleetRefusedException("no member: " + machineId));
    happened(
        new FleetEvent.MachineChanged(
            view.revision() + 1,
            new Machine(
                machine.id(),
                machine.address(),
                machine.metadata(),
                machine.present(),
                cordoned,
                machine.version(),
                machine.lastSeen())));
  }

  @Override
  public void close() {}
}
