package io.fleetk.plan;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Placement;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One instance of a unit as a rollout sees it: a unit on a machine, or a unit that waits for one.
 * An instance of a template and a global unit on one of its machines are alike here.
 *
 * @param unit the unit
 * @param machineId where it is or should be; empty while it has no machine
 * @param assignment what the engine told that machine; empty on a plain v1 fleet, or when it has
 *     not yet
 * @param status what the machine says of it; empty when it says nothing
 * @param present whether the machine is there; false without a machine
 * @param ends whether its process ends by itself and has then done its work (a oneshot)
 * @param problem why there is no telling how it does, such as that it is on no machine; empty when
 *     the status tells
 */
public record Target(
    UnitName unit,
    Optional<String> machineId,
    Optional<Assignment> assignment,
    Optional<UnitStatus> status,
    boolean present,
    boolean ends,
    Optional<String> problem) {
  /** A target. */
  public Target {
    requireNonNull(unit);
    requireNonNull(machineId);
    requireNonNull(assignment);
    requireNonNull(status);
    requireNonNull(problem);
  }

  /**
   * The targets of a unit, by machine: where the engine has put it, and for a global unit also
   * where it may be and is not yet. A global unit's machines that are away are among them.
   */
  public static List<Target> of(FleetUnit unit, FleetView view) {
    Placement placement = unit.placement();
    if (unit.desiredState() == DesiredState.INACTIVE) {
      return leftovers(unit, view);
    }
    if (!placement.global() && unit.assignments().isEmpty()) {
      String why =
          unit.pending()
              .map(reason -> "on no machine: " + reason)
              .orElse("on no machine: the engine has not placed it yet");
      return List.of(
          new Target(
              unit.name(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              false,
              ends(unit),
              Optional.of(why)));
    }
    Set<String> machines = new TreeSet<>(unit.assignments().keySet());
    if (placement.global()) {
      view.present().values().stream()
          .filter(machine -> accepts(unit, placement, machine, view))
          .forEach(machine -> machines.add(machine.id()));
    }
    return machines.stream().map(machine -> on(unit, machine, view)).toList();
  }

  /** Machines where a unit that should be nowhere still is. */
  private static List<Target> leftovers(FleetUnit unit, FleetView view) {
    Set<String> machines = new TreeSet<>(unit.assignments().keySet());
    view.statuses(unit.name()).forEach(status -> machines.add(status.machineId()));
    List<Target> targets = new ArrayList<>();
    for (String machine : machines) {
      targets.add(on(unit, machine, view));
    }
    return targets;
  }

  private static Target on(FleetUnit unit, String machineId, FleetView view) {
    boolean present = view.machine(machineId).filter(Machine::present).isPresent();
    Optional<UnitStatus> status = view.status(unit.name(), machineId);
    Optional<String> problem = Optional.empty();
    if (!present) {
      problem = Optional.of("machine " + Machine.shortId(machineId) + " is away");
    } else if (status.isEmpty()) {
      problem =
          Optional.of("machine " + Machine.shortId(machineId) + " has not reported on it yet");
    }
    return new Target(
        unit.name(),
        Optional.of(machineId),
        Optional.ofNullable(unit.assignments().get(machineId)),
        status,
        present,
        ends(unit),
        problem);
  }

  private static boolean ends(FleetUnit unit) {
    return unit.content().file().last("Service", "Type").filter("oneshot"::equals).isPresent();
  }

  private static boolean accepts(
      FleetUnit unit, Placement placement, Machine machine, FleetView view) {
    return !machine.cordoned()
        && placement.acceptsMetadata(machine.metadata())
        && placement.acceptsMachineId(machine.id())
        && (placement.conflicts().isEmpty()
            || view.units().values().stream()
                .filter(other -> other.assignments().containsKey(machine.id()))
                .noneMatch(
                    other ->
                        Placement.conflict(
                            unit.name(), placement, other.name(), other.placement())));
  }

  /**
   * Whether the machine says that it has this content and has reached this restart generation. A
   * plain v1 fleet tells neither a content's ID nor a generation: there the unit's hash decides.
   */
  public boolean has(Version version) {
    if (status.isEmpty()) {
      return false;
    }
    UnitStatus said = status.get();
    if (said.contentId().isPresent()) {
      return said.contentId().get().equals(version.contentId())
          && said.generation() >= version.generation();
    }
    return said.unitHash().map(version.unitHash()::equals).orElse(true);
  }

  /** Whether the engine has told the machine to have this content and restart generation. */
  public boolean isTold(Version version) {
    return assignment
        .filter(
            told ->
                told.contentId().equals(version.contentId())
                    && told.generation() >= version.generation())
        .isPresent();
  }

  /**
   * Whether the machine is known to be behind: it has something older. One that has said nothing
   * yet is not.
   */
  public boolean isBehind(Version version) {
    return status.isPresent() && !has(version);
  }

  /** The highest restart generation that the machine was told to reach, or says it has reached. */
  public long generation() {
    return Math.max(
        assignment.map(Assignment::generation).orElse(0L),
        status.map(UnitStatus::generation).orElse(0L));
  }

  /** Whether it is as a desired state has it: ready, loaded, or gone. */
  public boolean isReady(DesiredState desired) {
    return switch (desired) {
      case INACTIVE -> false;
      case LOADED ->
          present
              && status
                  .filter(said -> said.loadState().equals("loaded") && !said.active())
                  .isPresent();
      // A unit that is merely loaded is ready as such, which says nothing of its start.
      case LAUNCHED ->
          present
              && status.filter(said -> said.ready() && (said.active() || hasEnded())).isPresent();
    };
  }

  /** Whether it has done its work and ended, or has not begun: its status alone does not tell. */
  public boolean hasEnded() {
    return ends && status.filter(said -> said.activeState().equals("inactive")).isPresent();
  }

  /** Whether systemd calls it failed, on a machine that is there. */
  public boolean hasFailed() {
    return present && status.filter(UnitStatus::failed).isPresent();
  }

  /** Whether a process of it may be there that a restart would stop. */
  public boolean mayRun() {
    return present
        && status
            .filter(said -> !said.failed() && !said.activeState().equals("inactive"))
            .isPresent();
  }

  /** Why it is not ready, or by what it is; one line. */
  public String reason() {
    return problem.or(() -> status.map(UnitStatus::reason)).orElse("nothing is known of it");
  }

  /** systemd's words for it, such as {@code active (running)}; empty when unknown. */
  public String state() {
    return status.map(said -> said.activeState() + " (" + said.subState() + ")").orElse("");
  }
}
