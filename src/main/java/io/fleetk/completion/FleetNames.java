package io.fleetk.completion;

import static java.util.Objects.requireNonNull;

import io.fleetk.fleet.FleetView;
import io.fleetk.unit.UnitName;
import io.fleetk.v1.NameList;
import io.fleetk.v1.NameList.Machine;
import io.fleetk.v1.NameList.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The names of what a fleet has, each with a few words about it.
 *
 * @param list the names
 */
public record FleetNames(NameList list) {
  private static final int SHORT_ID = 8;

  /** Names of a fleet. */
  public FleetNames {
    requireNonNull(list);
  }

  /** The names in a view. */
  public static FleetNames of(FleetView view) {
    return new FleetNames(NameList.of(view));
  }

  /** Candidates of a kind; none of kinds that a fleet does not name here. */
  public List<Candidate> candidates(Kind kind) {
    return switch (kind) {
      case UNIT -> unitNames();
      case COMPONENT -> components();
      case STACK -> stacks();
      case MACHINE -> machineNames();
      case KIND, CONTEXT, SECRET, COMMAND, TOPIC, DIR, FOLDER, FILE -> List.of();
    };
  }

  private List<Candidate> unitNames() {
    List<Candidate> candidates = new ArrayList<>();
    for (Unit unit : list.units()) {
      candidates.add(new Candidate(unit.name(), description(unit)));
    }
    return candidates;
  }

  private List<Candidate> components() {
    Map<String, Unit> first = new TreeMap<>();
    Map<String, Integer> count = new TreeMap<>();
    for (Unit unit : list.units()) {
      UnitName name = UnitName.of(unit.name());
      if (!name.isTemplate()) {
        first.putIfAbsent(name.component(), unit);
        count.merge(name.component(), 1, Integer::sum);
      }
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Map.Entry<String, Unit> component : first.entrySet()) {
      int units = count.get(component.getKey());
      candidates.add(
          new Candidate(
              component.getKey(),
              description(component.getValue()) + (units == 1 ? "" : " (" + units + " units)")));
    }
    return candidates;
  }

  private List<Candidate> stacks() {
    Map<String, Integer> count = new TreeMap<>();
    for (Unit unit : list.units()) {
      if (!unit.stack().isEmpty()) {
        count.merge(unit.stack(), 1, Integer::sum);
      }
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Map.Entry<String, Integer> stack : count.entrySet()) {
      candidates.add(
          new Candidate(
              stack.getKey(), stack.getValue() == 1 ? "1 unit" : stack.getValue() + " units"));
    }
    return candidates;
  }

  /**
   * Every machine three times: by its name where it has one, by the first digits of its ID (by all
   * of them where another begins so, too) and by its address; said is what the others are.
   */
  private List<Candidate> machineNames() {
    List<Candidate> candidates = new ArrayList<>();
    for (Machine machine : list.machines()) {
      List<String> called = new ArrayList<>();
      String name = machine.metadata().getOrDefault("name", "");
      for (String one : List.of(name, digits(machine), machine.primaryIP())) {
        if (!one.isEmpty() && !called.contains(one)) {
          called.add(one);
        }
      }
      for (String one : called) {
        List<String> about = new ArrayList<>(called);
        about.remove(one);
        for (Map.Entry<String, String> pair : machine.metadata().entrySet()) {
          if (!pair.getKey().equals("name")) {
            about.add(pair.getKey() + "=" + pair.getValue());
          }
        }
        if (!machine.present()) {
          about.add("away");
        }
        candidates.add(new Candidate(one, String.join(" ", about)));
      }
    }
    return candidates;
  }

  private String digits(Machine machine) {
    String first = machine.id().substring(0, Math.min(SHORT_ID, machine.id().length()));
    int alike = 0;
    for (Machine other : list.machines()) {
      alike += other.id().startsWith(first) ? 1 : 0;
    }
    return alike == 1 ? first : machine.id();
  }

  private static String description(Unit unit) {
    return UnitName.of(unit.name()).expand(unit.description());
  }
}
