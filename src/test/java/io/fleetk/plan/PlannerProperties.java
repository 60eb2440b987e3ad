package io.fleetk.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.stack.Stack;
import io.fleetk.unit.DesiredState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PlannerProperties {
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

  /** A stack of some of five units, each after some that come before it. */
  private static Stack stack(List<Integer> units) {
    Stacks stack = Stacks.named("k");
    for (int i = 0; i < units.size(); i++) {
      int variant = units.get(i);
      if (variant > 0) {
        String after = variant > 1 && i > 0 ? "Await=" + NAMES.get((variant - 1) % i) : "";
        stack.with(
            NAMES.get(i) + ".service",
            Stacks.service("/bin/" + variant, after),
            variant == 3 ? DesiredState.LOADED : DesiredState.LAUNCHED);
      }
    }
    return stack.stack();
  }

  private static FleetView having(Stack stack) {
    return FleetView.of(
        1,
        stack.units().stream()
            .map(
                unit ->
                    new FleetUnit(
                        unit.name(),
                        unit.content(),
                        unit.desiredState(),
                        Optional.of("k"),
                        0,
                        false,
                        Map.of(),
                        Map.of(),
                        Optional.empty()))
            .toList(),
        List.of(),
        List.of());
  }

  @Property
  void hasNothingToDoForWhatExists(
      @ForAll @Size(5) List<@IntRange(min = 0, max = 4) Integer> units) {
    Stack stack = stack(units);

    Plan plan = Planner.plan(stack, having(stack), PlanOptions.DEFAULT);

    assertThat(plan.changes()).isEmpty();
    assertThat(plan.refusals()).isEmpty();
  }

  @Property
  void touchesExactlyWhatDiffersAndNothingElse(
      @ForAll @Size(5) List<@IntRange(min = 0, max = 4) Integer> before,
      @ForAll @Size(5) List<@IntRange(min = 0, max = 4) Integer> after) {
    Set<String> touched = new HashSet<>();

    Planner.plan(stack(after), having(stack(before)), PlanOptions.DEFAULT)
        .changes()
        .forEach(change -> touched.add(change.unit().component()));

    for (String name : NAMES) {
      var old = stack(before).unitsOf(name);
      var fresh = stack(after).unitsOf(name);
      assertThat(touched.contains(name)).isEqualTo(!old.equals(fresh));
    }
  }

  @Property
  void putsEveryComponentAfterThoseItWaitsFor(
      @ForAll @Size(5) List<@IntRange(min = 0, max = 4) Integer> before,
      @ForAll @Size(5) List<@IntRange(min = 0, max = 4) Integer> after) {
    Set<String> passed = new HashSet<>();

    for (ComponentPlan component :
        Planner.plan(stack(after), having(stack(before)), PlanOptions.DEFAULT).components()) {
      assertThat(passed).containsAll(component.after());
      passed.add(component.component());
    }
  }

  @Property
  void destroysEverythingOnce(@ForAll @Size(5) List<@IntRange(min = 0, max = 4) Integer> units) {
    Stack stack = stack(units);

    Plan plan = Planner.destroy("k", having(stack), PlanOptions.DEFAULT);

    assertThat(plan.changes().map(Change::unit))
        .containsExactlyInAnyOrderElementsOf(
            stack.units().stream().map(unit -> unit.name()).toList());
    assertThat(plan.removesLastInstanceOf()).isEqualTo(stack.components());
  }
}
