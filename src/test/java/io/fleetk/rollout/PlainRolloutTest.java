package io.fleetk.rollout;

import static io.fleetk.plan.Stacks.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.plan.Plan;
import io.fleetk.plan.PlanOptions;
import io.fleetk.plan.Planner;
import io.fleetk.plan.RestartRequest;
import io.fleetk.plan.Stacks;
import io.fleetk.stack.Stack;
import io.fleetk.unit.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rollouts on a fleet without fleetk's extensions. */
class PlainRolloutTest {
  private static final String GLOBAL = "\n[X-Fleet]\nGlobal=true\n";

  private final FakeFleet fleet = new FakeFleet(true, 3);

  private static Stack api(String command, String... policy) {
    return Stacks.named("k").instances("api", 3, service(command, policy)).stack();
  }

  private Plan plan(Stack stack, boolean allAtOnce) {
    return Planner.plan(stack, fleet.view(), new PlanOptions(true, Set.of(), true, allAtOnce));
  }

  private Outcome carryOut(Plan plan) {
    return new Rollout(
            fleet,
            fleet.timeline,
            plan,
            () -> plan,
            RolloutOptions.of("ann", Duration.ofSeconds(5), Duration.ofMinutes(10)),
            RolloutListener.NONE,
            pause -> fleet.timeline::advance)
        .run();
  }

  private void existing(Stack stack) {
    assertThat(carryOut(plan(stack, false))).isInstanceOf(Outcome.Done.class);
    fleet.writes.clear();
    fleet.watchReadiness();
  }

  @Test
  void putsOneInstanceAfterAnother() {
    existing(api("/bin/one"));

    assertThat(carryOut(plan(api("/bin/two"), false))).isInstanceOf(Outcome.Done.class);

    assertThat(fleet.writes)
        .containsExactly("put api@1.service", "put api@2.service", "put api@3.service");
    assertThat(fleet.leastReady("api")).isEqualTo(2);
    assertThat(fleet.running("api@3.service")).containsExactly("/bin/two");
  }

  @Test
  void countsEveryChangeOfTextAsARestart() {
    existing(api("/bin/one"));

    Plan plan = plan(api("/bin/one", "MaxUnavailable=2"), false);

    assertThat(plan.changes()).allMatch(change -> change.restarts() == 1).hasSize(3);
  }

  @Test
  void notesWhichChecksNobodyCanAskFromAfar() {
    Stack stack = api("/bin/one", "ReadyFile=/run/up", "ReadyHTTP=http://:80/");

    assertThat(plan(stack, false).notes())
        .containsExactly(
            "api: only a machine itself can ask ReadyFile /run/up; on this plain fleet systemd's word is enough");
    existing(stack);
    assertThat(plan(stack, false).notes()).as("nothing is done").isEmpty();
  }

  @Test
  void refusesToChangeAGlobalUnitEverywhereUnasked() {
    existing(Stacks.named("k").with("proxy.service", service("/bin/one") + GLOBAL).stack());
    Stack changed = Stacks.named("k").with("proxy.service", service("/bin/two") + GLOBAL).stack();

    Plan refused = plan(changed, false);

    assertThat(refused.refusals())
        .singleElement()
        .asString()
        .contains("proxy.service is global")
        .contains("--all-at-once");
    assertThatThrownBy(() -> carryOut(refused)).isInstanceOf(IllegalArgumentException.class);

    assertThat(carryOut(plan(changed, true))).isInstanceOf(Outcome.Done.class);
    assertThat(fleet.running("proxy.service")).containsOnly("/bin/two").hasSize(3);
  }

  @Test
  void restartsByLoadingAndLaunchingOneAfterAnother() {
    existing(api("/bin/one"));

    Plan restart =
        Planner.restart(
            fleet.view(), new RestartRequest(Set.of("api"), Optional.empty(), true, false));
    assertThat(carryOut(restart)).isInstanceOf(Outcome.Done.class);

    assertThat(fleet.writes)
        .startsWith("loaded api@1.service", "launched api@1.service", "loaded api@2.service");
    assertThat(fleet.agents.starts("api@2.service")).isEqualTo(2);
    assertThat(fleet.leastReady("api")).isEqualTo(2);
  }

  @Test
  void healsByLoadingAndLaunching() {
    existing(api("/bin/one"));
    Place failed = fleet.view().statuses(UnitName.of("api@2.service")).getFirst().place();
    fleet.agents.crash(failed);

    assertThat(carryOut(plan(api("/bin/one"), false))).isInstanceOf(Outcome.Done.class);

    assertThat(fleet.writes).containsExactly("loaded api@2.service", "launched api@2.service");
    assertThat(fleet.ready("api")).isEqualTo(3);
  }

  @Test
  void leavesNothingStoppedWhenARestartIsInterrupted() {
    existing(api("/bin/one"));
    Plan restart =
        Planner.restart(
            fleet.view(), new RestartRequest(Set.of("api"), Optional.empty(), true, false));
    Rollout[] rollout = new Rollout[1];
    rollout[0] =
        new Rollout(
            fleet,
            fleet.timeline,
            restart,
            () -> restart,
            RolloutOptions.of("ann", Duration.ofSeconds(5), Duration.ofMinutes(10)),
            new RolloutListener() {
              @Override
              public void progress(Progress progress) {
                rollout[0].stop();
              }

              @Override
              public void step(Step step) {
                // Progress is enough.
              }
            },
            pause -> fleet.timeline::advance);

    assertThat(rollout[0].run()).isInstanceOf(Outcome.Interrupted.class);

    assertThat(fleet.writes).isEqualTo(List.of("loaded api@1.service", "launched api@1.service"));
  }

  @Test
  void stopsAllBeforeItPutsAnyWhenRecreating() {
    existing(api("/bin/one", "Update=recreate"));

    assertThat(carryOut(plan(api("/bin/two", "Update=recreate"), false)))
        .isInstanceOf(Outcome.Done.class);

    assertThat(fleet.writes.subList(0, 4))
        .containsExactly(
            "loaded api@1.service",
            "loaded api@2.service",
            "loaded api@3.service",
            "put api@1.service");
    assertThat(fleet.ready("api")).isEqualTo(3);
  }
}
