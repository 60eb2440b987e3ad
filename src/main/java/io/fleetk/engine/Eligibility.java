package io.fleetk.engine;

import io.fleetk.fleet.Machine;
import java.util.Optional;

/**
 * Who may be where, by the rules of {@code [X-Fleet]} (fleet v1, unit-files-and-scheduling), given
 * where everybody else is.
 */
final class Eligibility {
  private final ClusterView view;
  private final Draft draft;

  Eligibility(ClusterView view, Draft draft) {
    this.view = view;
    this.draft = draft;
  }

  /** Whether a machine that is present can be given a unit that it does not have. */
  boolean admits(KnownUnit unit, Machine machine) {
    return !machine.cordoned()
        && unit.placement().acceptsMachineId(machine.id())
        && draft.hasLeaders(unit, machine.id())
        && unit.placement().acceptsMetadata(machine.metadata())
        && draft.conflictOn(unit, machine.id()).isEmpty();
  }

  /**
   * Why a unit cannot stay on a machine, conflicts aside; empty when it can. On a machine that is
   * merely away everything wanted stays, since it may still be running there.
   */
  Optional<String> reasonToLeave(KnownUnit unit, String machineId) {
    if (!unit.wanted()) {
      return Optional.of(
          unit.name().isTemplate() ? "a template runs nowhere" : "its desired state is inactive");
    }
    return switch (view.standing(machineId)) {
      case UNKNOWN ->
          Optional.of("machine %s is no member any more".formatted(Machine.shortId(machineId)));
      case LOST ->
          unit.global()
              ? Optional.empty()
              : Optional.of("machine %s is lost".formatted(Machine.shortId(machineId)));
      case AWAY -> Optional.empty();
      case PRESENT -> mismatch(unit, machineId);
    };
  }

  private Optional<String> mismatch(KnownUnit unit, String machineId) {
    Machine machine = view.machine(machineId).orElseThrow();
    String shortId = machine.shortId();
    if (!unit.placement().acceptsMachineId(machineId)) {
      return Optional.of(
          "it is for machine %s only".formatted(unit.placement().machineId().orElseThrow()));
    }
    if (!unit.placement().acceptsMetadata(machine.metadata())) {
      return Optional.of(
          "machine %s does not have %s".formatted(shortId, WhyNot.wanted(unit.placement())));
    }
    if (!draft.hasLeaders(unit, machineId)) {
      return Optional.of(
          "it follows %s, which %s not on machine %s"
              .formatted(
                  String.join(" and ", unit.placement().machineOf()),
                  unit.placement().machineOf().size() == 1 ? "is" : "are",
                  shortId));
    }
    return Optional.empty();
  }
}
