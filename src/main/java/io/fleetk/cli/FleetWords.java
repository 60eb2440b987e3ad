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
import io.fleetk.unit.UnitWord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What people mean by a unit or a machine.
 *
 * @param view the fleet they speak of
 */
record FleetWords(FleetView view) {
  /** How many units an error names. */
  private static final int MOST_NAMED = 5;

  /**
   * The words that some stand for by their braces.
   *
   * @throws CommandFailure when they are too many
   */
  static List<UnitWord> expanded(Collection<String> words) {
    if (words.contains("")) {
      throw CommandFailure.badInput("an empty word names nothing: is a variable not set?");
    }
    try {
      return words.stream().flatMap(word -> UnitWord.of(word).stream()).toList();
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(e.getMessage());
    }
  }

  /**
   * The unit that a word names, whether the fleet has it or not.
   *
   * @throws CommandFailure when that is no unit's name
   */
  static UnitName named(UnitWord word) {
    try {
      return word.unit();
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput("'%s' is no unit: %s".formatted(word, e.getMessage()));
    }
  }

  /** Whether there is a component that is called so. */
  boolean hasComponent(String word) {
    return view.units().keySet().stream().anyMatch(unit -> unit.component().equals(word));
  }

  /**
   * The units that a word means: the one of this whole name, or every one of this component; else
   * the service of this name, or those that a pattern matches. None when there are none.
   */
  List<UnitName> units(String word) {
    return expanded(List.of(word)).stream().flatMap(one -> meant(one).stream()).distinct().toList();
  }

  private List<UnitName> meant(UnitWord word) {
    List<UnitName> called =
        view.units().keySet().stream()
            .filter(
                unit -> unit.text().equals(word.typed()) || unit.component().equals(word.typed()))
            .toList();
    return called.isEmpty() ? view.units().keySet().stream().filter(word::means).toList() : called;
  }

  /**
   * The units that a word means, at least one.
   *
   * @throws CommandFailure when there are none
   */
  List<UnitName> someUnits(String word) {
    return expanded(List.of(word)).stream()
        .flatMap(one -> someUnits(one).stream())
        .distinct()
        .toList();
  }

  /**
   * The units that a word without braces means, at least one.
   *
   * @throws CommandFailure when there are none
   */
  List<UnitName> someUnits(UnitWord word) {
    List<UnitName> units = word.isPattern() ? matches(word) : meant(word);
    if (units.isEmpty()) {
      throw CommandFailure.badInput(
          "no component or unit '%s'; %s"
              .formatted(word, near(word).orElse("'fleetk status' lists them")));
    }
    return units;
  }

  /**
   * The units that a pattern matches, at least one.
   *
   * @throws CommandFailure when there are none
   */
  List<UnitName> matches(UnitWord pattern) {
    refuseFolder(pattern);
    List<UnitName> units = view.units().keySet().stream().filter(pattern::means).toList();
    if (units.isEmpty()) {
      throw CommandFailure.badInput(
          "no unit of the fleet matches '%s'; 'fleetk list-unit-files' lists them"
              .formatted(pattern.name()));
    }
    return units;
  }

  /**
   * Refuses a pattern of files that the shell has left as it is, since no file matches it. Its last
   * part could match any unit of the fleet.
   *
   * @throws CommandFailure when it is one
   */
  static void refuseFolder(UnitWord word) {
    if (word.isPattern() && word.typed().contains("/")) {
      throw CommandFailure.badInput(
          "no file matches '%s'; a pattern of the fleet's units has no folder".formatted(word));
    }
  }

  /**
   * That the fleet does not have units.
   *
   * @param more what else is to be said of them
   */
  CommandFailure unknown(List<UnitName> units, String more) {
    Optional<String> near =
        units.size() > 1 ? Optional.empty() : near(new UnitWord(units.getFirst().text()));
    return CommandFailure.badInput(
        "the fleet does not have %s%s; %s"
            .formatted(
                listed(units), more, near.orElse("'fleetk list-unit-files' lists what it has")));
  }

  /** A name that was probably meant; of whole names the type is left aside, as all have it. */
  private Optional<String> near(UnitWord word) {
    Map<String, String> names = new TreeMap<>();
    for (UnitName unit : view.units().keySet()) {
      if (!word.isWhole()) {
        names.put(unit.component(), unit.component());
        names.put(unit.text(), unit.text());
      }
      names.putIfAbsent(unit.stem(), unit.text());
    }
    String said =
        word.isWhole() ? word.name().substring(0, word.name().lastIndexOf('.')) : word.typed();
    return Nearest.to(said, names.keySet())
        .or(() -> Nearest.to(said.replaceFirst("\\.[^.]*$", ""), names.keySet()))
        .map(names::get)
        .map("did you mean '%s'?"::formatted);
  }

  /** The names of units, or of the first few. */
  static String listed(List<UnitName> units) {
    return units.stream().limit(MOST_NAMED).map(UnitName::text).collect(joining(", "))
        + (units.size() > MOST_NAMED ? " and %d more".formatted(units.size() - MOST_NAMED) : "");
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
          "no machine %s in this fleet; %s"
              .formatted(
                  word,
                  Nearest.suggestionOr(word, view.machineNames(), "'fleetk machines' lists them")));
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
    if (units(word).isEmpty()) {
      Set<String> names = new TreeSet<>(view.machineNames());
      view.units().keySet().forEach(unit -> names.addAll(List.of(unit.text(), unit.component())));
      throw CommandFailure.badInput(
          "no machine and no unit '%s' in this fleet; %s"
              .formatted(
                  word,
                  Nearest.suggestionOr(
                      word, names, "'fleetk machines' and 'fleetk status' list them")));
    }
    return host(word);
  }

  /**
   * The one machine that has the unit of this name.
   *
   * @throws CommandFailure when there is no such unit, or none or more than one machine has it
   */
  Machine host(String word) {
    List<UnitName> units = someUnits(word);
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
   * The one unit of this name; without a type it is a service.
   *
   * @throws CommandFailure when there is none
   */
  FleetUnit unit(String word) {
    return view.unit(named(new UnitWord(word)))
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
    return CommandFailure.badInput(
        "no %s '%s' in this fleet; %s"
            .formatted(
                kind,
                word,
                Nearest.suggestionOr(word, names, "'fleetk get %ss' lists them".formatted(kind))));
  }
}
