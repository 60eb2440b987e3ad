package io.fleetk.balance;

import static java.util.Comparator.comparing;

import io.fleetk.balance.Word.Kind;
import io.fleetk.fleet.Assignment;
import io.fleetk.fleet.FleetEvent;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/**
 * What a fleet's view says of one component's backends: a pure function.
 *
 * @param component the component, such as {@code kube-apiserver}
 */
record FleetWord(String component) {
  private static final BinaryOperator<Word> BETTER = BinaryOperator.minBy(comparing(Word::kind));

  /** The view, less all that is not about the component. */
  FleetView narrow(FleetView view) {
    return FleetView.of(
        view.revision(),
        view.units().values().stream().filter(unit -> isOurs(unit.name())).toList(),
        view.statuses().values().stream().filter(status -> isOurs(status.unit())).toList(),
        view.machines().values());
  }

  /** Whether an event can change anything about the component. */
  boolean concerns(FleetEvent event) {
    return switch (event) {
      case FleetEvent.UnitChanged changed -> isOurs(changed.unit().name());
      case FleetEvent.UnitDestroyed destroyed -> isOurs(destroyed.name());
      case FleetEvent.StatusChanged changed -> isOurs(changed.status().unit());
      case FleetEvent.StatusGone gone -> isOurs(gone.unit());
      case FleetEvent.MachineChanged _, FleetEvent.MachineRemoved _ -> true;
    };
  }

  private boolean isOurs(UnitName name) {
    return name.component().equals(component);
  }

  /** The fleet's word on each machine that has the component, by the machine's address. */
  NavigableMap<String, Word> in(FleetView view) {
    NavigableMap<String, Word> words = new TreeMap<>();
    for (FleetUnit unit : view.units().values()) {
      if (!isOurs(unit.name())) {
        continue;
      }
      var machines = new TreeSet<>(unit.assignments().keySet());
      view.statuses(unit.name()).forEach(status -> machines.add(status.machineId()));
      for (String id : machines) {
        Optional<Machine> machine = view.machine(id).filter(m -> !m.address().isEmpty());
        if (machine.isPresent()) {
          Optional<Word> word = word(unit, machine.get(), view.status(unit.name(), id));
          word.ifPresent(said -> words.merge(machine.get().address(), said, BETTER));
        }
      }
    }
    return words;
  }

  private static Optional<Word> word(FleetUnit unit, Machine machine, Optional<UnitStatus> status) {
    String name = unit.name().text();
    Optional<Assignment> assignment =
        Optional.ofNullable(unit.assignments().get(machine.id()))
            .filter(assigned -> assigned.desiredState() == DesiredState.LAUNCHED);
    if (assignment.isEmpty()) {
      return status
          .filter(UnitStatus::active)
          .map(_ -> new Word(Kind.LEAVING, name + " is to stop there"));
    }
    if (!machine.present()) {
      return Optional.of(new Word(Kind.AWAY, "machine %s is away".formatted(machine.shortId())));
    }
    if (status.isEmpty()) {
      return Optional.of(new Word(Kind.UNREADY, name + " has not been started yet"));
    }
    if (!status.get().ready()) {
      return Optional.of(new Word(Kind.UNREADY, name + ": " + status.get().reason()));
    }
    if (isToChange(unit, assignment.get(), status.get())) {
      return Optional.of(new Word(Kind.LEAVING, name + " is about to be replaced or restarted"));
    }
    return Optional.of(new Word(Kind.READY, name + " is ready"));
  }

  /** Whether the machine was given, or may take, something newer than it says to have. */
  private static boolean isToChange(FleetUnit unit, Assignment assignment, UnitStatus status) {
    if (assignment.generation() > status.generation()
        || status.contentId().filter(has -> !has.equals(assignment.contentId())).isPresent()) {
      return true;
    }
    Map<String, FleetUnit.Release> releases = unit.held() ? unit.releases() : Map.of();
    FleetUnit.Release release = releases.get(status.machineId());
    return release != null
        && (release.generation() > status.generation()
            || status.contentId().filter(has -> !has.equals(release.contentId())).isPresent());
  }
}
