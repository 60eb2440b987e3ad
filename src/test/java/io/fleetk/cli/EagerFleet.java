package io.fleetk.cli;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.LockAttempt;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.MemoryJournals;
import io.fleetk.fleet.MetadataEdit;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fleet in memory that brings everything to where it should be at once, except units that were
 * broken: those fail.
 */
final class EagerFleet implements Fleet, FleetExtensions {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final TreeMap<String, Machine> machines = new TreeMap<>();
  private final TreeMap<UnitName, FleetUnit> units = new TreeMap<>();
  private final TreeMap<UnitStatus.Place, UnitStatus> statuses = new TreeMap<>();
  private final Set<String> broken = new HashSet<>();
  private final Set<String> refused = new HashSet<>();
  private Optional<LockAttempt.Held> locked = Optional.empty();
  private Runnable beforeLock = () -> {};
  private final MemoryJournals journals = new MemoryJournals();
  private final AtomicInteger journalsAsked = new AtomicInteger();
  private final AtomicInteger journalFailures = new AtomicInteger();
  private volatile Optional<FleetException> journalFailure = Optional.empty();
  private boolean plainV1;
  private long revision = 1;
  private int writes;

  /** A fleet of so many machines: the first is a master, the others are nodes. */
  EagerFleet(int count) {
    for (int number = 1; number <= count; number++) {
      String id = Integer.toString(number).repeat(32).substring(0, 32);
      machines.put(id, machine(id, number, true));
    }
  }

  private static Machine machine(String id, int number, boolean present) {
    return new Machine(
        id,
        "192.0.2." + number,
        Map.of("role", number == 1 ? "master" : "node"),
        present,
        false,
        "0.1.0",
        Optional.of(START));
  }

  /** Runs units: each on every machine, or on one if it has an instance. */
  EagerFleet running(String... names) {
    for (String name : names) {
      UnitName unit = UnitName.of(name);
      List<UnitOption> options = new ArrayList<>();
      options.add(new UnitOption("Service", "ExecStart", "/bin/sleep inf"));
      if (!name.contains("@")) {
        options.add(new UnitOption("X-Fleet", "Global", "true"));
      }
      put(
          new UnitSubmission(
              unit,
              UnitContent.of(new UnitFile(options)),
              DesiredState.LAUNCHED,
              Optional.empty(),
              false));
    }
    return this;
  }

  /** Makes a unit fail whenever it starts. */
  EagerFleet breaking(String unit) {
    broken.add(unit);
    return this;
  }

  /** Refuses whatever is asked about a unit. */
  EagerFleet refusing(String unit) {
    refused.add(unit);
    return this;
  }

  private void refuse(UnitName unit) {
    if (refused.contains(unit.text())) {
      throw new FleetRefusedException(unit + " is refused");
    }
  }

  /** Lets somebody else have every lock. */
  EagerFleet lockedBy(String holder) {
    locked = Optional.of(new LockAttempt.Held(holder, START));
    return this;
  }

  /** Lets something happen before a lock is taken next. */
  void beforeNextLock(Runnable happening) {
    beforeLock = happening;
  }

  /** Offers the fleet v1 API only. */
  EagerFleet plainV1() {
    plainV1 = true;
    return this;
  }

  /** Takes a machine away without a word. */
  synchronized EagerFleet losing(int number) {
    String id = Integer.toString(number).repeat(32).substring(0, 32);
    machines.put(id, machine(id, number, false));
    statuses.keySet().removeIf(place -> place.machineId().equals(id));
    return this;
  }

  /** What its units' journals hold. */
  MemoryJournals journals() {
    return journals;
  }

  /** Lets whoever asks for a journal fail. */
  void journalsFail(FleetException failure) {
    journalFailures.set(0);
    journalFailure = Optional.of(failure);
  }

  /** Lets whoever asks for a journal have it again. */
  void journalsWork() {
    journalFailure = Optional.empty();
  }

  /** How often a journal was asked for in vain since they fail. */
  int journalFailures() {
    return journalFailures.get();
  }

  /** How often a journal was asked for. */
  int journalsAsked() {
    return journalsAsked.get();
  }

  /** How often anything was changed. */
  int writes() {
    return writes;
  }

  @Override
  public synchronized FleetView view() {
    return new FleetView(revision, units, statuses, machines);
  }

  @Override
  public synchronized void put(UnitSubmission put) {
    refuse(put.name());
    Optional<FleetUnit> old = Optional.ofNullable(units.get(put.name()));
    Map<String, Assignment> had = old.map(FleetUnit::assignments).orElse(Map.of());
    keep(put, old.map(FleetUnit::generation).orElse(0L), had);
    if (put.desiredState() != DesiredState.INACTIVE) {
      eligible(units.get(put.name())).stream()
          .map(Machine::id)
          .filter(
              id ->
                  !put.held()
                      || !had.containsKey(id)
                      || had.get(id).runHash().equals(put.content().runHash()))
          .forEach(id -> bring(put.name(), id));
    } else {
      keep(put, old.map(FleetUnit::generation).orElse(0L), Map.of());
      statuses.keySet().removeIf(place -> place.unit().equals(put.name()));
    }
    changed();
  }

  private void keep(UnitSubmission put, long generation, Map<String, Assignment> assignments) {
    units.put(
        put.name(),
        new FleetUnit(
            put.name(),
            put.content(),
            put.desiredState(),
            put.stack(),
            generation,
            put.held(),
            assignments,
            Map.of(),
            Optional.empty()));
  }

  private static UnitSubmission submission(FleetUnit unit, boolean held) {
    return new UnitSubmission(unit.name(), unit.content(), unit.desiredState(), unit.stack(), held);
  }

  private List<Machine> eligible(FleetUnit unit) {
    List<Machine> fitting =
        machines.values().stream()
            .filter(machine -> unit.placement().acceptsMetadata(machine.metadata()))
            .filter(machine -> unit.placement().acceptsMachineId(machine.id()))
            .toList();
    if (unit.placement().global() || fitting.isEmpty()) {
      return fitting;
    }
    return unit.assignments().isEmpty()
        ? fitting.subList(0, 1)
        : unit.assignments().keySet().stream().map(machines::get).toList();
  }

  private void bring(UnitName name, String machineId) {
    FleetUnit unit = units.get(name);
    UnitContent content = unit.content();
    var assignments = new TreeMap<>(unit.assignments());
    assignments.put(
        machineId,
        new Assignment(
            machineId, content.id(), content.runHash(), unit.desiredState(), unit.generation()));
    keep(submission(unit, unit.held()), unit.generation(), assignments);
    boolean runs = unit.desiredState() == DesiredState.LAUNCHED;
    boolean fails = runs && broken.contains(name.text());
    if (fails) {
      journals.add(name, START, "listen tcp :6443: address already in use", "exiting");
    }
    var status =
        new UnitStatus(
            name,
            machineId,
            Optional.of(content.unitHash()),
            Optional.of(content.id()),
            unit.generation(),
            "loaded",
            fails ? "failed" : runs ? "active" : "inactive",
            fails ? "failed" : runs ? "running" : "dead",
            Optional.of(START),
            0,
            fails ? "exit-code" : "success",
            fails ? 7 : 0,
            !fails,
            fails ? "exit-code 7" : "running");
    statuses.put(status.place(), status);
  }

  private void changed() {
    revision++;
    writes++;
  }

  @Override
  public synchronized void setDesiredState(UnitName name, DesiredState state) {
    FleetUnit unit = units.get(name);
    put(new UnitSubmission(name, unit.content(), state, unit.stack(), false));
  }

  @Override
  public synchronized void destroy(UnitName name) {
    refuse(name);
    if (units.remove(name) == null) {
      throw new FleetRefusedException("there is no unit " + name);
    }
    statuses.keySet().removeIf(place -> place.unit().equals(name));
    changed();
  }

  @Override
  public synchronized void editMetadata(List<MetadataEdit> edits) {
    for (MetadataEdit edit : edits) {
      Machine machine = machines.get(edit.machineId());
      var metadata = new TreeMap<>(machine.metadata());
      edit.value()
          .ifPresentOrElse(
              value -> metadata.put(edit.key(), value), () -> metadata.remove(edit.key()));
      machines.put(machine.id(), with(machine, metadata, machine.cordoned()));
    }
    changed();
  }

  @Override
  public Optional<FleetExtensions> extensions() {
    return plainV1 ? Optional.empty() : Optional.of(this);
  }

  @Override
  public synchronized void release(List<Release> releases) {
    releases.forEach(release -> bring(release.unit(), release.machineId()));
    changed();
  }

  @Override
  public synchronized long restart(UnitName name) {
    refuse(name);
    FleetUnit unit = units.get(name);
    keep(submission(unit, true), unit.generation() + 1, unit.assignments());
    changed();
    return unit.generation() + 1;
  }

  @Override
  public EventStream events(long afterRevision) {
    return new EventStream() {
      @Override
      public List<FleetEvent> next(Duration patience) {
        if (view().revision() > afterRevision) {
          throw new EventsLostException("take a new view");
        }
        return List.of();
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }

  @Override
  public JournalLines journal(UnitName unit, String machineId, JournalRange range) {
    journalsAsked.incrementAndGet();
    Optional<FleetException> failure = journalFailure;
    if (failure.isPresent()) {
      journalFailures.incrementAndGet();
      throw failure.get();
    }
    JournalLines found = journals.lines(unit, range);
    // An answer that is on its way when the wire is cut does not arrive.
    journalFailure.ifPresent(
        why -> {
          throw why;
        });
    return found;
  }

  @Override
  public LockAttempt tryLock(String stack, String holder, Duration ttl) {
    Runnable happening = beforeLock;
    beforeLock = () -> {};
    happening.run();
    return locked.isPresent() ? locked.get() : new LockAttempt.Taken("token");
  }

  @Override
  public void renewLock(String stack, String token) {
    // It is kept.
  }

  @Override
  public void unlock(String stack, String token) {
    // It is free.
  }

  @Override
  public synchronized void removeMember(String machineId) {
    if (machines.get(machineId).present()) {
      throw new FleetRefusedException(
          "machine %s is present: stop it first".formatted(Machine.shortId(machineId)));
    }
    machines.remove(machineId);
    changed();
  }

  @Override
  public synchronized void setCordon(String machineId, boolean cordoned) {
    Machine machine = machines.get(machineId);
    machines.put(machineId, with(machine, machine.metadata(), cordoned));
    changed();
  }

  private static Machine with(Machine machine, Map<String, String> metadata, boolean cordoned) {
    return new Machine(
        machine.id(),
        machine.address(),
        metadata,
        machine.present(),
        cordoned,
        machine.version(),
        machine.lastSeen());
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
