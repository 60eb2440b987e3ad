package io.fleetk.rollout;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetRefusedException;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.fleet.UnitsRefusedException;
import io.fleetk.time.Timeline;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An order to bring units, by their names, to a desired state, all at once and without regard to
 * what they need of each other: what {@code fleetctl start} and its like do.
 */
public final class UnitOrder {
  private final Fleet fleet;
  private final Timeline timeline;
  private final DesiredState state;

  /** Failures from before the order, which say nothing about how it goes. */
  private final Set<UnitStatus> old = new HashSet<>();

  /** Units that got another content, which their machines are to take. */
  private final Set<UnitName> replaced = new HashSet<>();

  private final Map<UnitName, String> refused = new TreeMap<>();

  /**
   * Where a unit stands.
   *
   * @param unit the unit
   * @param standing whether it has come to the state
   * @param machines those that have it, in order of their IDs
   * @param reason why it has not come there
   */
  public record Result(UnitName unit, Standing standing, List<Machine> machines, String reason) {
    /** Copies the list. */
    public Result {
      requireNonNull(unit);
      requireNonNull(standing);
      machines = List.copyOf(machines);
      requireNonNull(reason);
    }
  }

  /** Whether a unit has come to the state it was ordered to. */
  public enum Standing {
    /** It has. */
    DONE,
    /** It has not, and nothing went wrong so far. */
    WAITING,
    /** It failed. */
    FAILED
  }

  /** An order; nothing is asked of the fleet yet. */
  public UnitOrder(Fleet fleet, Timeline timeline, DesiredState state) {
    this.fleet = requireNonNull(fleet);
    this.timeline = requireNonNull(timeline);
    this.state = requireNonNull(state);
  }

  /**
   * Gives the order. Units that the fleet refuses, having taken the others, are failed.
   *
   * @param view the fleet as it is
   * @param submitted units to be submitted: those that the fleet does not have, and those that it
   *     is to have with another content
   * @param units other units, which it has
   */
  public void give(
      FleetView view, Collection<UnitSubmission> submitted, Collection<UnitName> units) {
    List<UnitName> changing =
        units.stream()
            .filter(name -> view.unit(name).filter(unit -> unit.desiredState() == state).isEmpty())
            .toList();
    submitted.stream()
        .map(UnitSubmission::name)
        .filter(name -> view.unit(name).isPresent())
        .forEach(replaced::add);
    Stream.concat(changing.stream(), replaced.stream())
        .flatMap(name -> view.statuses(name).stream())
        .filter(UnitStatus::failed)
        .forEach(old::add);
    if (!submitted.isEmpty()) {
      ask(submitted.stream().map(UnitSubmission::name).toList(), () -> fleet.putAll(submitted));
    }
    if (!changing.isEmpty()) {
      ask(changing, () -> fleet.setDesiredStates(changing, state));
    }
  }

  private void ask(List<UnitName> units, Runnable request) {
    refused.putAll(refusals(units, request));
  }

  /** Asks something of units; answers why which of them were refused it. */
  static Map<UnitName, String> refusals(List<UnitName> units, Runnable request) {
    try {
      request.run();
      return Map.of();
    } catch (UnitsRefusedException e) {
      return e.reasons();
    } catch (FleetRefusedException e) {
      if (units.size() > 1) {
        throw e;
      }
      return Map.of(units.getFirst(), UnitsRefusedException.reason(units.getFirst(), e));
    }
  }

  /** Why the fleet refused which units. */
  public Map<UnitName, String> refused() {
    return Collections.unmodifiableMap(refused);
  }

  /**
   * Waits until all units have come to the state or failed, or the time is over.
   *
   * @param units they, in the order in which to tell
   * @param arrived is told of each that has come there, as soon as all before it have
   * @return where those stand that were not told of
   * @throws InterruptedException when the thread is interrupted
   */
  public List<Result> await(Collection<UnitName> units, Duration patience, Consumer<Result> arrived)
      throws InterruptedException {
    Set<UnitName> left = new LinkedHashSet<>(units);
    return Lookout.keep(
        fleet,
        timeline,
        patience,
        view -> {
          tellArrived(view, left, arrived);
          return left.stream().map(name -> judge(view, name)).toList();
        },
        results -> results.stream().noneMatch(result -> result.standing() == Standing.WAITING));
  }

  private void tellArrived(FleetView view, Set<UnitName> left, Consumer<Result> arrived) {
    for (UnitName name : List.copyOf(left)) {
      Result result = judge(view, name);
      if (result.standing() != Standing.DONE) {
        return;
      }
      arrived.accept(result);
      left.remove(name);
    }
  }

  private Result judge(FleetView view, UnitName name) {
    if (refused.containsKey(name)) {
      return new Result(name, Standing.FAILED, List.of(), refused.get(name));
    }
    Optional<FleetUnit> found = view.unit(name);
    if (found.isEmpty()) {
      return new Result(name, Standing.FAILED, List.of(), "it was destroyed");
    }
    FleetUnit unit = found.get();
    if (state == DesiredState.INACTIVE || name.isTemplate()) {
      boolean gone = unit.assignments().isEmpty() && view.statuses(name).isEmpty();
      return new Result(
          name, gone ? Standing.DONE : Standing.WAITING, List.of(), "its machines still have it");
    }
    if (unit.assignments().isEmpty()) {
      return new Result(
          name,
          Standing.WAITING,
          List.of(),
          unit.pending().orElse("the fleet has not placed it: is an engine running?"));
    }
    return judge(view, unit);
  }

  private Result judge(FleetView view, FleetUnit unit) {
    List<Machine> machines = new ArrayList<>();
    Standing standing = Standing.DONE;
    String reason = "";
    for (Map.Entry<String, Assignment> one : unit.assignments().entrySet()) {
      Optional<Machine> machine = view.machine(one.getKey()).filter(Machine::present);
      if (machine.isEmpty() && unit.placement().global()) {
        continue;
      }
      machine.ifPresent(machines::add);
      Optional<UnitStatus> status = view.status(unit.name(), one.getKey());
      Standing here =
          one.getValue().desiredState() == state && has(unit, status)
              ? status.map(this::standing).orElse(Standing.WAITING)
              : Standing.WAITING;
      if (here != Standing.DONE && standing != Standing.FAILED) {
        standing = here;
        reason = said(status, one.getKey());
      }
    }
    return new Result(unit.name(), standing, machines, reason);
  }

  /** Whether a machine has the content that the unit was replaced by, if it was. */
  private boolean has(FleetUnit unit, Optional<UnitStatus> status) {
    return !replaced.contains(unit.name())
        || status.flatMap(UnitStatus::contentId).filter(unit.content().id()::equals).isPresent();
  }

  private Standing standing(UnitStatus status) {
    if (state == DesiredState.LOADED) {
      return status.loadState().equals("loaded") && !status.active()
          ? Standing.DONE
          : Standing.WAITING;
    }
    if (status.active() || status.ready()) {
      return Standing.DONE;
    }
    return status.failed() && !old.contains(status) ? Standing.FAILED : Standing.WAITING;
  }

  private static String said(Optional<UnitStatus> status, String machineId) {
    return status
        .map(
            one ->
                "on %s it is %s (%s)%s"
                    .formatted(
                        Machine.shortId(machineId),
                        one.activeState(),
                        one.subState(),
                        one.reason().isEmpty() ? "" : ": " + one.reason()))
        .orElseGet(() -> "machine %s has yet to take it".formatted(Machine.shortId(machineId)));
  }
}
