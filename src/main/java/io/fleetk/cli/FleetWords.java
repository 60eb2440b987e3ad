package io.fleetk.cli;

import static java.util.stream.Collectors.joining;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.plan.StackReport;
import io.fleetk.unit.Nearest;
import io.fleetk.unit.UnitName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What people mean by a unit or a machine.
 *
 * @param view the fleet they speak of
 */
record FleetWords(FleetView view) {
  /**
   * The units that a word means: the one of this whole name, or every one of this component. None
   * when there are none.
   */
  List<UnitName> units(String word) {
    return view.units().keySet().stream()
        .filter(unit -> unit.text().equals(word) || unit.component().equals(word))
        .toList();
  }

  /**
   * The units that a word means, at least one.
   *
   * @throws CommandFailure when there are none
   */
  List<UnitName> someUnits(String word) {
    List<UnitName> units = units(word);
    if (units.isEmpty()) {
      Set<String> names = new TreeSet<>();
      view.units().keySet().forEach(unit -> names.addAll(List.of(unit.text(), unit.component())));
      String near = Nearest.suggestion(word, names);
      throw CommandFailure.badInput(
          "no component or unit '%s'; %s"
              .formatted(word, near.isEmpty() ? "'fleetk status' lists them" : near));
    }
    return units;
  }

  /** Where units are: on machines that have them, or are to have them. */
  Set<Place> places(List<UnitName> units) {
    Set<Place> places = new TreeSet<>();
    for (UnitName unit : units) {
      view.unit(unit)
          .map(FleetUnit::assignments)
          .ifPresent(assigned -> assigned.keySet().forEach(id -> places.add(new Place(unit, id))));
      view.statuses(unit).stream().map(UnitStatus::place).forEach(places::add);
    }
    return places;
  }

  /**
   * The one machine that is called so.
   *
   * @throws CommandFailure when there is none, or more than one
   */
  Machine machine(String word) {
    List<Machine> machines = view.machinesCalled(word);
    if (machines.isEmpty()) {
      throw CommandFailure.badInput(
          "no machine %s in this fleet; 'fleetk machines' lists them".formatted(word));
    }
    return only(word, machines);
  }

  /**
   * The one machine that is called so, or that has the unit of this name.
   *
   * @throws CommandFailure when there is none, or more than one
   */
  Machine machineOrHost(String word) {
    if (!view.machinesCalled(word).isEmpty()) {
      return machine(word);
    }
    List<UnitName> units = units(word);
    if (units.isEmpty()) {
      throw CommandFailure.badInput(
          "no machine and no unit '%s' in this fleet; 'fleetk machines' and 'fleetk status' list them"
              .formatted(word));
    }
    List<Machine> hosts =
        places(units).stream()
            .map(Place::machineId)
            .distinct()
            .map(view::machine)
            .flatMap(Optional::stream)
            .toList();
    if (hosts.isEmpty()) {
      throw CommandFailure.failed("%s is on no machine; see 'fleetk status'".formatted(word));
    }
    return only(word, hosts);
  }

  private Machine only(String word, List<Machine> machines) {
    if (machines.size() > 1) {
      throw CommandFailure.badInput(
          "'%s' means %d machines: %s; name one of them by its address or ID"
              .formatted(
                  word,
                  machines.size(),
                  machines.stream().map(machine -> label(machine.id())).collect(joining(", "))));
    }
    return machines.getFirst();
  }

  /** A machine as fleetctl has it: the beginning of its ID, and its address. */
  String label(String machineId) {
    return Machine.shortId(machineId)
        + view.machine(machineId)
            .map(Machine::address)
            .filter(address -> !address.isEmpty())
            .map(address -> "/" + address)
            .orElse("");
  }

  /**
   * The fleet with no other units than these words mean.
   *
   * @throws CommandFailure when one of them means none
   */
  FleetView only(Collection<String> words) {
    Set<UnitName> named = new TreeSet<>();
    words.forEach(word -> named.addAll(someUnits(word)));
    List<FleetUnit> units = named.stream().map(view.units()::get).toList();
    return FleetView.of(view.revision(), units, view.statuses().values(), view.machines().values());
  }

  /**
   * The one unit of this name.
   *
   * @throws CommandFailure when there is none
   */
  FleetUnit unit(String word) {
    return view.units().values().stream()
        .filter(unit -> unit.name().text().equals(word))
        .findFirst()
        .orElseThrow(
            () -> none("unit", word, view.units().keySet().stream().map(UnitName::text).toList()));
  }

  /**
   * The units of the component of this name.
   *
   * @throws CommandFailure when there is none
   */
  List<FleetUnit> component(String word) {
    List<FleetUnit> units =
        view.units().values().stream().filter(unit -> unit.component().equals(word)).toList();
    if (units.isEmpty()) {
      throw none(
          "component", word, view.units().keySet().stream().map(UnitName::component).toList());
    }
    return units;
  }

  /**
   * The stack of this name.
   *
   * @throws CommandFailure when there is none
   */
  static StackReport stack(String word, List<StackReport> stacks) {
    return stacks.stream()
        .filter(stack -> stack.name().equals(word))
        .findFirst()
        .orElseThrow(() -> none("stack", word, stacks.stream().map(StackReport::name).toList()));
  }

  private static CommandFailure none(String kind, String word, Collection<String> names) {
    String near = Nearest.suggestion(word, names);
    return CommandFailure.badInput(
        "no %s '%s' in this fleet; %s"
            .formatted(
                kind, word, near.isEmpty() ? "'fleetk get %ss' lists them".formatted(kind) : near));
  }
}
