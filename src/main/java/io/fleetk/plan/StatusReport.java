package io.fleetk.plan;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitName;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a fleet stands beside what it should be: a pure function of a {@link FleetView}.
 *
 * @param components the fleet's components: stacks in order of their names, units of no stack last
 */
public record StatusReport(List<Component> components) {

  /** How something stands beside what it should be. */
  public enum Standing {
    /** It is what it should be. */
    AS_DESIRED,
    /** It is not there yet, and nothing has failed: it waits for something or is changing. */
    WAITING,
    /** It failed, or its machine is away. */
    FAILED
  }

  /**
   * A component of a stack, or of no stack.
   *
   * @param name the component
   * @param stack the stack that owns its units; empty for units in no stack
   * @param desired how many instances there should be: for a global unit, one on each machine that
   *     may have it
   * @param placed how many of those the engine has given a machine
   * @param active how many of those systemd calls active
   * @param ready how many of those are ready
   * @param current how many of those have the newest content and restart generation ("2 of 5 new")
   * @param standing the worst standing of its instances
   * @param reason why it is not as desired; empty when it is
   * @param instances its instances by unit and machine
   */
  public record Component(
      String name,
      Optional<String> stack,
      int desired,
      int placed,
      int active,
      int ready,
      int current,
      Standing standing,
      String reason,
      List<Instance> instances) {
    /** Copies the instances. */
    public Component {
      requireNonNull(name);
      requireNonNull(stack);
      requireNonNull(standing);
      requireNonNull(reason);
      instances = List.copyOf(instances);
    }
  }

  /**
   * A unit on a machine, or one that has none.
   *
   * @param unit the unit
   * @param desired what it should be brought to
   * @param machineId the machine; empty while it has none
   * @param address the machine's address; empty when there is no machine or it is no member
   * @param status what the machine says of it; empty when it says nothing or is away
   * @param placed whether the engine has given it this machine
   * @param current whether the machine has the unit's newest content and restart generation
   * @param standing how it stands
   * @param reason in the machine's words what it is, or why it is not as desired; one line
   */
  public record Instance(
      UnitName unit,
      DesiredState desired,
      Optional<String> machineId,
      Optional<String> address,
      Optional<UnitStatus> status,
      boolean placed,
      boolean current,
      Standing standing,
      String reason) {
    /** Whether this counts among the instances that there should be. */
    boolean wanted() {
      return desired != DesiredState.INACTIVE && (placed || status.isEmpty());
    }
  }

  /** Copies the components. */
  public StatusReport {
    components = List.copyOf(components);
  }

  /** How a fleet stands. */
  public static StatusReport of(FleetView view) {
    record Key(boolean stackless, String stack, String component) implements Comparable<Key> {
      @Override
      public int compareTo(Key other) {
        return comparing(Key::stackless)
            .thenComparing(Key::stack)
            .thenComparing(Key::component)
            .compare(this, other);
      }
    }
    var groups =
        view.units().values().stream()
            .collect(
                groupingBy(
                    unit ->
                        new Key(unit.stack().isEmpty(), unit.stack().orElse(""), unit.component()),
                    TreeMap::new,
                    toList()));
    var standings = new InstanceStandings(view);
    return new StatusReport(
        groups.entrySet().stream()
            .map(group -> component(group.getKey().component(), group.getValue(), standings))
            .toList());
  }

  private static Component component(
      String name, List<FleetUnit> units, InstanceStandings standings) {
    List<Instance> instances = units.stream().flatMap(unit -> standings.of(unit).stream()).toList();
    List<Instance> wanted = instances.stream().filter(Instance::wanted).toList();
    Optional<Instance> worst =
        instances.stream()
            .filter(instance -> instance.standing() != Standing.AS_DESIRED)
            .max(comparing(Instance::standing));
    return new Component(
        name,
        units.getFirst().stack(),
        wanted.size(),
        count(wanted, Instance::placed),
        count(wanted, instance -> instance.status().filter(UnitStatus::active).isPresent()),
        count(wanted, instance -> instance.status().filter(UnitStatus::ready).isPresent()),
        count(wanted, Instance::current),
        worst.map(Instance::standing).orElse(Standing.AS_DESIRED),
        worst.map(Instance::reason).orElse(""),
        instances);
  }

  private static int count(
      List<Instance> instances, java.util.function.Predicate<Instance> predicate) {
    return (int) instances.stream().filter(predicate).count();
  }

  /** Whether every component is as desired. */
  public boolean asDesired() {
    return components.stream().allMatch(component -> component.standing() == Standing.AS_DESIRED);
  }

  /** Only the components of these names; all of them when no name is given. */
  public StatusReport only(Collection<String> names) {
    if (names.isEmpty()) {
      return this;
    }
    Set<String> wanted = Set.copyOf(names);
    return new StatusReport(
        components.stream().filter(component -> wanted.contains(component.name())).toList());
  }

  /** The names of all components, each once, in order. */
  public List<String> names() {
    return components.stream()
        .map(Component::name)
        .distinct()
        .sorted(Comparator.naturalOrder())
        .toList();
  }
}
