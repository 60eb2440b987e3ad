package io.fleetk.engine;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.registry.EngineWrite;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Placement;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitFile;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A fleet on paper: machines, units, and what becomes of them when decisions are carried out. */
final class Scene {
  private final Map<UnitName, FleetUnit> units = new TreeMap<>();
  private final Map<String, Machine> machines = new TreeMap<>();
  private final Set<String> lost = new TreeSet<>();

  /** A machine that is present, with metadata such as {@code role=node}. */
  Scene machine(String id, String... metadata) {
    Map<String, String> pairs = new HashMap<>();
    Stream.of(metadata).map(pair -> pair.split("=")).forEach(pair -> pairs.put(pair[0], pair[1]));
    machines.put(id, new Machine(id, "10.0.0.1", pairs, true, false, "1", Optional.empty()));
    return this;
  }

  Scene away(String id) {
    return present(id, false);
  }

  Scene lost(String id) {
    lost.add(id);
    return present(id, false);
  }

  Scene back(String id) {
    lost.remove(id);
    return present(id, true);
  }

  Scene cordoned(String id) {
    Machine was = machines.get(id);
    return machine(
        new Machine(id, was.address(), was.metadata(), was.present(), true, "1", Optional.empty()));
  }

  Scene removed(String id) {
    machines.remove(id);
    return this;
  }

  /** A launched unit with options of {@code [X-Fleet]}, such as {@code Global=true}. */
  Scene unit(String name, String... fleetOptions) {
    UnitContent content = content("/bin/" + name, fleetOptions);
    FleetUnit before = units.get(UnitName.of(name));
    return unit(
        before == null
            ? new FleetUnit(
                UnitName.of(name),
                content,
                DesiredState.LAUNCHED,
                Optional.empty(),
                0,
                false,
                Map.of(),
                Map.of(),
                Optional.empty())
            : with(before, content, before.generation(), before.held()));
  }

  /** A new program for a unit, which machines take only as they are released. */
  Scene heldChange(String name, String program) {
    return edit(
        name,
        unit -> {
          UnitFile changed =
              unit.content()
                  .file()
                  .filter(option -> !option.name().equals("ExecStart"))
                  .with("Service", "ExecStart", program);
          return with(unit, UnitContent.of(changed), unit.generation(), true);
        });
  }

  /** A change that no process can feel, held. */
  Scene heldDescription(String name, String description) {
    return edit(
        name,
        unit ->
            with(
                unit,
                UnitContent.of(unit.content().file().with("Unit", "Description", description)),
                unit.generation(),
                true));
  }

  Scene restart(String name) {
    return edit(name, unit -> with(unit, unit.content(), unit.generation() + 1, true));
  }

  /** Puts the same content again, for everybody at once. */
  Scene letGo(String name) {
    return edit(name, unit -> with(unit, unit.content(), unit.generation(), false));
  }

  Scene release(String name, String machineId) {
    return release(name, machineId, get(name).generation());
  }

  Scene release(String name, String machineId, long generation) {
    return edit(
        name,
        unit -> {
          Map<String, FleetUnit.Release> releases = new TreeMap<>(unit.releases());
          releases.put(machineId, new FleetUnit.Release(unit.content().id(), generation));
          return with(unit, unit.assignments(), releases, unit.pending());
        });
  }

  Scene desired(String name, DesiredState state) {
    return edit(
        name,
        unit ->
            new FleetUnit(
                unit.name(),
                unit.content(),
                state,
                unit.stack(),
                unit.generation(),
                unit.held(),
                unit.assignments(),
                unit.releases(),
                unit.pending()));
  }

  Scene destroyed(String name) {
    units.remove(UnitName.of(name));
    return this;
  }

  /** Assigns a unit as it is, whatever the rules say. */
  Scene assigned(String name, String machineId) {
    return edit(
        name,
        unit -> {
          Map<String, Assignment> assignments = new TreeMap<>(unit.assignments());
          assignments.put(machineId, Pacing.fresh(KnownUnit.of(unit), machineId));
          return with(unit, assignments, unit.releases(), unit.pending());
        });
  }

  LiveCluster view() {
    LiveCluster cluster =
        new LiveCluster(FleetView.of(1, units.values(), List.of(), machines.values()));
    cluster.lost(lost);
    return cluster;
  }

  /** Schedules, and carries it out. */
  List<Decision> schedule() {
    List<Decision> decisions = new Scheduler().decide(view());
    decisions.stream().flatMap(decision -> decision.writes().stream()).forEach(this::carryOut);
    return decisions;
  }

  List<String> scheduleInWords() {
    return schedule().stream().map(Decision::toString).toList();
  }

  boolean has(String name) {
    return units.containsKey(UnitName.of(name));
  }

  boolean hasMachine(String id) {
    return machines.containsKey(id);
  }

  FleetUnit get(String name) {
    return units.get(UnitName.of(name));
  }

  Map<UnitName, FleetUnit> byName() {
    return new TreeMap<>(units);
  }

  List<Machine> machines() {
    return List.copyOf(machines.values());
  }

  Set<String> lost() {
    return lost;
  }

  Set<String> machinesOf(String name) {
    return get(name).assignments().keySet();
  }

  Assignment assignment(String name, String machineId) {
    return get(name).assignments().get(machineId);
  }

  String pending(String name) {
    return get(name).pending().orElse("");
  }

  static UnitContent content(String program, String... fleetOptions) {
    List<UnitOption> options = new ArrayList<>();
    options.add(new UnitOption("Service", "ExecStart", program));
    for (String option : fleetOptions) {
      int equals = option.indexOf('=');
      options.add(
          new UnitOption(
              Placement.SECTION, option.substring(0, equals), option.substring(equals + 1)));
    }
    return UnitContent.of(new UnitFile(options));
  }

  private void carryOut(EngineWrite write) {
    switch (write) {
      case EngineWrite.Assign(UnitName unit, Assignment assignment) ->
          edit(
              unit.text(),
              was -> {
                Map<String, Assignment> assignments = new TreeMap<>(was.assignments());
                assignments.put(assignment.machineId(), assignment);
                return with(was, assignments, was.releases(), was.pending());
              });
      case EngineWrite.Unassign(UnitName unit, String machineId) ->
          edit(
              unit.text(),
              was -> {
                Map<String, Assignment> assignments = new TreeMap<>(was.assignments());
                assignments.remove(machineId);
                return with(was, assignments, was.releases(), was.pending());
              });
      case EngineWrite.Pend(UnitName unit, String reason) ->
          edit(
              unit.text(),
              was -> with(was, was.assignments(), was.releases(), Optional.of(reason)));
      case EngineWrite.Unpend(UnitName unit) ->
          edit(unit.text(), was -> with(was, was.assignments(), was.releases(), Optional.empty()));
      case EngineWrite.DropRelease(UnitName unit, String machineId) ->
          edit(
              unit.text(),
              was -> {
                Map<String, FleetUnit.Release> releases = new TreeMap<>(was.releases());
                releases.remove(machineId);
                return with(was, was.assignments(), releases, was.pending());
              });
    }
  }

  private Scene present(String id, boolean present) {
    Machine was = machines.get(id);
    return machine(
        new Machine(
            id, was.address(), was.metadata(), present, was.cordoned(), "1", Optional.empty()));
  }

  private Scene machine(Machine machine) {
    machines.put(machine.id(), machine);
    return this;
  }

  private Scene unit(FleetUnit unit) {
    units.put(unit.name(), unit);
    return this;
  }

  private Scene edit(String name, UnaryOperator<FleetUnit> change) {
    return unit(change.apply(get(name)));
  }

  private static FleetUnit with(
      FleetUnit unit, UnitContent content, long generation, boolean held) {
    return new FleetUnit(
        unit.name(),
        content,
        unit.desiredState(),
        unit.stack(),
        generation,
        held,
        unit.assignments(),
        unit.releases(),
        unit.pending());
  }

  private static FleetUnit with(
      FleetUnit unit,
      Map<String, Assignment> assignments,
      Map<String, FleetUnit.Release> releases,
      Optional<String> pending) {
    return new FleetUnit(
        unit.name(),
        unit.content(),
        unit.desiredState(),
        unit.stack(),
        unit.generation(),
        unit.held(),
        assignments,
        releases,
        pending);
  }
}
