package io.fleetk.engine;

import static java.util.Comparator.comparingInt;

import io.fleetk.unit.UnitName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The order in which units are dealt with: leaders before those that follow them ({@code
 * MachineOf=}), then the choosy before the easily pleased, then by name.
 *
 * <p>Global units come last, because wherever another unit stands in the way of a global one it has
 * only that place, and the global one has others.
 */
final class FollowOrder {
  // The view gives units by name, and sorting keeps that order among equals.
  private static final Comparator<KnownUnit> CHOOSY_FIRST = comparingInt(FollowOrder::ease);

  private final ClusterView view;
  private final List<KnownUnit> order = new ArrayList<>();
  private final Map<UnitName, String> circles = new HashMap<>();
  private final Set<UnitName> done = new HashSet<>();
  private final List<UnitName> path = new ArrayList<>();

  FollowOrder(ClusterView view) {
    this.view = view;
    view.units().stream().sorted(CHOOSY_FIRST).forEach(this::visit);
  }

  /** Every unit, in this order. */
  List<KnownUnit> units() {
    return Collections.unmodifiableList(order);
  }

  /** The circle of {@code MachineOf=} that a unit is in, written out; empty when in none. */
  Optional<String> circle(UnitName name) {
    return Optional.ofNullable(circles.get(name));
  }

  /** Whether a unit goes wherever another one goes, because it follows it or one that does. */
  boolean follows(KnownUnit follower, KnownUnit leader) {
    return follows(follower, leader, new HashSet<>());
  }

  private boolean follows(KnownUnit follower, KnownUnit leader, Set<UnitName> seen) {
    for (Optional<UnitName> name : follower.leaders()) {
      Optional<KnownUnit> next = name.filter(seen::add).flatMap(view::unit);
      if (next.isPresent()
          && (next.get().name().equals(leader.name()) || follows(next.get(), leader, seen))) {
        return true;
      }
    }
    return false;
  }

  private static int ease(KnownUnit unit) {
    if (unit.global()) {
      return 3;
    }
    if (unit.placement().machineId().isPresent()) {
      return 0;
    }
    return unit.placement().metadata().isEmpty() ? 2 : 1;
  }

  // A chain of followers is as deep as somebody cares to write by hand, so recursion will do.
  private void visit(KnownUnit unit) {
    if (done.contains(unit.name())) {
      return;
    }
    int begun = path.indexOf(unit.name());
    if (begun >= 0) {
      List<UnitName> members = path.subList(begun, path.size());
      String circle =
          String.join(" → ", members.stream().map(UnitName::text).toList()) + " → " + unit.name();
      members.forEach(member -> circles.putIfAbsent(member, circle));
      return;
    }
    path.add(unit.name());
    for (Optional<UnitName> leader : unit.leaders()) {
      leader.flatMap(view::unit).ifPresent(this::visit);
    }
    path.removeLast();
    done.add(unit.name());
    order.add(unit);
  }
}
