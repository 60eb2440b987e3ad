package io.fleetk.engine;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.fleetk.engine.ClusterView.Standing;
import io.fleetk.fleet.Machine;
import io.fleetk.unit.Placement;
import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Says why a unit can be placed nowhere, so that a person knows what to change. Rule after rule
 * narrows the machines down; the one that leaves none is the reason.
 */
final class WhyNot {
  private static final int NAMED_AT_MOST = 3;

  private final ClusterView view;
  private final Draft draft;
  private final FollowOrder order;

  WhyNot(ClusterView view, Draft draft, FollowOrder order) {
    this.view = view;
    this.draft = draft;
    this.order = order;
  }

  /** Why no machine can be given a unit that is on none. */
  String of(KnownUnit unit) {
    Placement placement = unit.placement();
    Collection<Machine> members = view.machines();
    if (members.isEmpty()) {
      return "the fleet has no machines";
    }
    List<Machine> pinned = those(members, machine -> placement.acceptsMachineId(machine.id()));
    if (pinned.isEmpty()) {
      return "MachineID=%s is no machine of this fleet".formatted(placement.machineId().get());
    }
    Optional<String> leaderless = leaderless(unit);
    if (leaderless.isPresent()) {
      return leaderless.get();
    }
    List<Machine> beside = those(pinned, machine -> draft.hasLeaders(unit, machine.id()));
    if (beside.isEmpty()) {
      return "follows %s, and no machine has %s"
          .formatted(
              unit.leaders().stream()
                  .flatMap(Optional::stream)
                  .map(this::whereabouts)
                  .collect(joining(" and ")),
              placement.machineOf().size() > 2 ? "all of them" : "both");
    }
    List<Machine> fitting = those(beside, machine -> placement.acceptsMetadata(machine.metadata()));
    if (fitting.isEmpty()) {
      return metadata(unit, beside);
    }
    return standingInTheWay(unit, fitting);
  }

  private Optional<String> leaderless(KnownUnit unit) {
    Optional<String> circle = order.circle(unit.name());
    if (circle.isPresent()) {
      return Optional.of("follows itself (%s): remove a MachineOf=".formatted(circle.get()));
    }
    for (int i = 0; i < unit.leaders().size(); i++) {
      String name = unit.placement().machineOf().get(i);
      Optional<KnownUnit> leader = unit.leaders().get(i).flatMap(view::unit);
      if (leader.isEmpty()) {
        return Optional.of("follows %s, which is no unit of this fleet".formatted(name));
      }
      if (draft.machinesOf(leader.get()).isEmpty()) {
        return Optional.of("follows %s, which is on no machine".formatted(name));
      }
    }
    return Optional.empty();
  }

  private String whereabouts(UnitName leader) {
    return "%s on %s".formatted(leader, named(draft.machinesOf(view.unit(leader).orElseThrow())));
  }

  private String metadata(KnownUnit unit, List<Machine> machines) {
    String wanted = wanted(unit.placement());
    if (unit.placement().machineId().isPresent()) {
      return "machine %s does not have %s (%s)"
          .formatted(unit.placement().machineId().get(), wanted, survey(unit, machines));
    }
    return unit.placement().machineOf().isEmpty()
        ? "no machine has %s (%s)".formatted(wanted, survey(unit, machines))
        : "follows %s, where no machine has %s (%s)"
            .formatted(
                String.join(" and ", unit.placement().machineOf()), wanted, survey(unit, machines));
  }

  /** What the machines have instead: {@code 3 machines: role=node; 1 machine: no role}. */
  private static String survey(KnownUnit unit, List<Machine> machines) {
    Map<String, Long> counts =
        machines.stream()
            .collect(groupingBy(machine -> has(unit, machine), TreeMap::new, counting()));
    return counts.entrySet().stream()
        .map(
            count ->
                "%d machine%s: %s"
                    .formatted(count.getValue(), count.getValue() == 1 ? "" : "s", count.getKey()))
        .collect(joining("; "));
  }

  private static String has(KnownUnit unit, Machine machine) {
    return new TreeSet<>(unit.placement().metadata().keySet())
        .stream()
            .map(
                key ->
                    Optional.ofNullable(machine.metadata().get(key))
                        .map(value -> key + "=" + value)
                        .orElse("no " + key))
            .collect(joining(" "));
  }

  private String standingInTheWay(KnownUnit unit, List<Machine> fitting) {
    List<Machine> present =
        those(fitting, machine -> view.standing(machine.id()) == Standing.PRESENT);
    if (present.isEmpty()) {
      return suitable(unit, fitting, "away");
    }
    List<Machine> open = those(present, machine -> !machine.cordoned());
    if (open.isEmpty()) {
      return suitable(unit, present, "cordoned");
    }
    Map<UnitName, List<String>> conflicts = new TreeMap<>();
    for (Machine machine : open) {
      draft
          .conflictOn(unit, machine.id())
          .ifPresent(
              other ->
                  conflicts
                      .computeIfAbsent(other.name(), _ -> new ArrayList<>())
                      .add(machine.id()));
    }
    if (conflicts.size() == 1) {
      return "conflicts with %s on every machine that it may be on (%s)"
          .formatted(
              conflicts.keySet().iterator().next(), named(conflicts.values().iterator().next()));
    }
    return "conflicts with a unit on every machine that it may be on: %s"
        .formatted(
            someOf(
                conflicts.entrySet().stream()
                    .map(entry -> entry.getKey() + " on " + named(entry.getValue()))
                    .toList()));
  }

  private String suitable(KnownUnit unit, List<Machine> machines, String state) {
    Placement placement = unit.placement();
    String who = named(machines.stream().map(Machine::id).toList());
    boolean one = machines.size() == 1;
    if (!placement.machineOf().isEmpty()) {
      return "follows %s, whose machine is %s (%s)"
          .formatted(String.join(" and ", placement.machineOf()), state, who);
    }
    if (placement.machineId().isPresent()) {
      return "machine %s, which it is for, is %s".formatted(who, state);
    }
    String kind = placement.metadata().isEmpty() ? "" : " with " + wanted(placement);
    return one
        ? "the only machine%s is %s (%s)".formatted(kind, state, who)
        : "all %d machines%s are %s (%s)".formatted(machines.size(), kind, state, who);
  }

  /** What {@code MachineMetadata=} asks for: {@code role=master and (zone=a or zone=b)}. */
  static String wanted(Placement placement) {
    return new TreeMap<>(placement.metadata())
        .entrySet().stream()
            .map(
                wanted -> {
                  String any =
                      new TreeSet<>(wanted.getValue())
                          .stream()
                              .map(value -> wanted.getKey() + "=" + value)
                              .collect(joining(" or "));
                  return wanted.getValue().size() > 1 && placement.metadata().size() > 1
                      ? "(" + any + ")"
                      : any;
                })
            .collect(joining(" and "));
  }

  private static String named(Collection<String> machineIds) {
    return someOf(machineIds.stream().map(Machine::shortId).toList());
  }

  private static String someOf(List<String> all) {
    return all.size() <= NAMED_AT_MOST
        ? String.join(", ", all)
        : "%s and %d more"
            .formatted(
                String.join(", ", all.subList(0, NAMED_AT_MOST)), all.size() - NAMED_AT_MOST);
  }

  private static List<Machine> those(Collection<Machine> machines, Predicate<Machine> wanted) {
    return machines.stream().filter(wanted).toList();
  }
}
