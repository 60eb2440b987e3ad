package io.fleetk.rollout;

import static io.fleetk.plan.Stacks.service;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.plan.Change;
import io.fleetk.plan.Plan;
import io.fleetk.plan.PlanOptions;
import io.fleetk.plan.Planner;
import io.fleetk.plan.RestartRequest;
import io.fleetk.plan.Stacks;
import io.fleetk.stack.Stack;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rollouts on a whole fleet in one process: the rules that engine, agents and rollout share. */
class WholeFleetTest {
  private static final String GLOBAL = "\n[X-Fleet]\nGlobal=true\nMachineMetadata=role=node\n";

  private final List<Progress> seen = new ArrayList<>();
  private WholeFleet fleet;

  @BeforeEach
  void boot() {
    fleet = new WholeFleet(3);
    await().until(() -> fleet.registry.view().present().size() == 3);
  }

  @AfterEach
  void halt() throws Exception {
    fleet.halt();
  }

  private static Stack stack(String api, String proxy, String... policy) {
    return Stacks.named("k")
        .instances("api", 3, service(api, policy))
        .with(
            "proxy.service",
            service(proxy, "Await=api", "ReadyTCP=:10256", "ReadyIntervalSec=100ms") + GLOBAL)
        .stack();
  }

  private Plan plan(Stack stack) {
    return Planner.plan(stack, fleet.registry.view(), PlanOptions.DEFAULT);
  }

  private Outcome carryOut(Plan plan) {
    seen.clear();
    return new Rollout(
            fleet.registry,
            fleet.timeline,
            plan,
            () -> plan,
            RolloutOptions.of("ann", Duration.ofSeconds(5), Duration.ofSeconds(60)),
            new RolloutListener() {
              @Override
              public void progress(Progress progress) {
                seen.add(progress);
              }

              @Override
              public void step(Step step) {
                // Progress is enough.
              }
            })
        .run();
  }

  private void apply(Stack stack) {
    assertThat(carryOut(plan(stack))).isInstanceOf(Outcome.Done.class);
  }

  /** The least number of ready instances of a component that the last rollout saw. */
  private int leastReady(String component) {
    return seen.stream()
        .flatMap(progress -> progress.components().stream())
        .filter(one -> one.component().equals(component))
        .mapToInt(Progress.ComponentProgress::ready)
        .min()
        .orElseThrow();
  }

  private static long ready(FleetView view) {
    return view.statuses().values().stream().filter(UnitStatus::ready).count();
  }

  @Test
  void appliesChangesAndDestroysAStack() {
    apply(stack("/bin/api one", "/bin/proxy"));
    assertThat(ready(fleet.registry.view())).isEqualTo(6);
    assertThat(plan(stack("/bin/api one", "/bin/proxy")).isEmpty()).isTrue();

    apply(stack("/bin/api two", "/bin/proxy two"));
    assertThat(leastReady("api")).isGreaterThanOrEqualTo(2);
    assertThat(leastReady("proxy")).isGreaterThanOrEqualTo(2);
    assertThat(plan(stack("/bin/api two", "/bin/proxy two")).isEmpty()).isTrue();

    assertThat(carryOut(Planner.destroy("k", fleet.registry.view(), PlanOptions.DEFAULT)))
        .isInstanceOf(Outcome.Done.class);
    assertThat(fleet.registry.view().units()).isEmpty();
    assertThat(fleet.machines.values()).allSatisfy(one -> assertThat(one.loaded()).isEmpty());
  }

  @Test
  void restartsNothingWhenOnlyThePaceChanges() {
    apply(stack("/bin/api", "/bin/proxy"));
    List<Optional<java.time.Instant>> before = since();

    apply(stack("/bin/api", "/bin/proxy", "MaxUnavailable=2"));

    assertThat(since()).isEqualTo(before);
    assertThat(plan(stack("/bin/api", "/bin/proxy", "MaxUnavailable=2")).isEmpty()).isTrue();
  }

  private List<Optional<java.time.Instant>> since() {
    return fleet.registry.view().statuses().values().stream().map(UnitStatus::since).toList();
  }

  @Test
  void restartsAGlobalUnitEverywhereAndOnOneMachineAlone() {
    Stack stack = stack("/bin/api", "/bin/proxy");
    apply(stack);
    String machine = fleet.machines.keySet().iterator().next();

    for (Optional<String> where :
        List.of(Optional.<String>empty(), Optional.of(machine), Optional.<String>empty())) {
      var before = since();
      assertThat(
              carryOut(
                  Planner.restart(
                      fleet.registry.view(),
                      new RestartRequest(Set.of("proxy"), where, false, false))))
          .isInstanceOf(Outcome.Done.class);
      List<Optional<java.time.Instant>> restarted = new ArrayList<>(since());
      restarted.removeAll(before);
      assertThat(restarted).hasSize(where.isPresent() ? 1 : 3);
      assertThat(plan(stack).isEmpty()).isTrue();
    }
  }

  @Test
  void restartsAllAtOnceWhereNobodyWaits() {
    apply(stack("/bin/api", "/bin/proxy"));
    String machine = fleet.machines.keySet().iterator().next();

    for (Optional<String> where :
        List.of(Optional.<String>empty(), Optional.of(machine), Optional.<String>empty())) {
      Map<String, Long> before = generations();
      order(where);

      await()
          .untilAsserted(
              () -> {
                Map<String, Long> after = generations();
                assertThat(after.keySet())
                    .filteredOn(one -> after.get(one) > before.get(one))
                    .hasSize(where.isPresent() ? 1 : 3);
                assertThat(ready(fleet.registry.view())).isEqualTo(6);
              });
    }
  }

  @Test
  void restartsWithTheTextThatMachinesHaveWhereARolloutHoldsAnotherBack() {
    apply(stack("/bin/api", "/bin/proxy"));
    FleetUnit had = proxy();
    UnitContent held = UnitContent.of(had.content().file().with("Service", "ExecStart", "/bin/no"));
    fleet.registry.put(
        new UnitSubmission(had.name(), held, DesiredState.LAUNCHED, had.stack(), true));

    order(Optional.empty());

    await()
        .untilAsserted(
            () -> assertThat(generations()).allSatisfy((_, at) -> assertThat(at).isOne()));
    assertThat(fleet.registry.view().statuses(had.name()))
        .extracting(UnitStatus::contentId)
        .containsOnly(Optional.of(had.content().id()));
  }

  private void order(Optional<String> where) {
    FleetView view = fleet.registry.view();
    var restart = new RestartRequest(Set.of("proxy"), where, false, false);
    var order = new RestartOrder(fleet.registry, fleet.registry);

    assertThat(order.give(view, Planner.restart(view, restart))).containsExactly(proxy().name());
    assertThat(order.refused()).isEmpty();
  }

  private FleetUnit proxy() {
    return fleet.registry.view().unit(UnitName.of("proxy.service")).orElseThrow();
  }

  /** How often each machine says that it was asked to restart the proxy. */
  private Map<String, Long> generations() {
    return fleet.registry.view().statuses(UnitName.of("proxy.service")).stream()
        .collect(toMap(UnitStatus::machineId, UnitStatus::generation));
  }

  @Test
  void stopsAtAFailureAndGoesOnWhenItIsMended() {
    apply(stack("/bin/api one", "/bin/proxy", "MinReadySec=1"));
    // A program that fails is up for a moment.
    UnitName first = UnitName.of("api@1.service");
    fleet.machines.values().forEach(machine -> machine.faults().fail(first, 3));
    await()
        .until(() -> fleet.registry.view().statuses(first).stream().anyMatch(UnitStatus::failed));

    assertThat(carryOut(plan(stack("/bin/api two", "/bin/proxy", "MinReadySec=1"))))
        .asInstanceOf(type(Outcome.Failed.class))
        .satisfies(
            failed -> {
              assertThat(failed.unit()).isEqualTo(first);
              assertThat(failed.state()).contains("failed");
              assertThat(failed.log()).isNotEmpty();
            });
    assertThat(ready(fleet.registry.view())).isEqualTo(5);

    fleet.machines.values().forEach(machine -> machine.faults().mend(first));
    Plan rest = plan(stack("/bin/api two", "/bin/proxy", "MinReadySec=1"));
    assertThat(rest.changes().map(Change::kind)).contains("heal", "continue");
    assertThat(carryOut(rest)).isInstanceOf(Outcome.Done.class);
    assertThat(ready(fleet.registry.view())).isEqualTo(6);
  }

  @Test
  void recreatesAllAtOnce() {
    apply(stack("/bin/api one", "/bin/proxy", "Update=recreate"));

    apply(stack("/bin/api two", "/bin/proxy", "Update=recreate"));

    assertThat(leastReady("api")).isZero();
    assertThat(ready(fleet.registry.view())).isEqualTo(6);
  }
}
