package io.fleetk.rollout;

import static io.fleetk.plan.Stacks.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetk.plan.PlanOptions;
import io.fleetk.plan.Planner;
import io.fleetk.plan.Stacks;
import io.fleetk.stack.Stack;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RolloutProperties {
  private static Stack stack(boolean global, int instances, String command, int maxUnavailable) {
    String text = service(command, "MaxUnavailable=" + maxUnavailable);
    return global
        ? Stacks.named("k").with("api.service", text + "\n[X-Fleet]\nGlobal=true\n").stack()
        : Stacks.named("k").instances("api", instances, text).stack();
  }

  /** Interrupted wherever it may be, the same command brings it to the same end. */
  @Property(tries = 60)
  void keepsEnoughReadyAndEndsTheSameWhereverItIsInterrupted(
      @ForAll boolean global,
      @ForAll @IntRange(min = 1, max = 5) int size,
      @ForAll @IntRange(min = 1, max = 3) int maxUnavailable,
      @ForAll @IntRange(min = 1, max = 12) int stopAt) {
    FakeFleet fleet = new FakeFleet(false, global ? size : 3);
    carryOut(fleet, stack(global, size, "/bin/one", maxUnavailable), Integer.MAX_VALUE);
    fleet.watchReadiness();
    Stack changed = stack(global, size, "/bin/two", maxUnavailable);

    carryOut(fleet, changed, stopAt);
    Outcome end = carryOut(fleet, changed, Integer.MAX_VALUE);

    assertThat(end).isInstanceOf(Outcome.Done.class);
    // Whoever interrupts it while the last one starts leaves nothing to do, and one that starts.
    fleet.timeline.advance(Duration.ofSeconds(2));
    assertThat(fleet.ready("api")).isEqualTo(size);
    assertThat(fleet.leastReady("api")).isGreaterThanOrEqualTo(size - maxUnavailable);
    assertThat(Planner.plan(changed, fleet.view(), PlanOptions.DEFAULT).isEmpty()).isTrue();
    int starts =
        global
            ? fleet.agents.starts("api.service")
            : java.util.stream.IntStream.rangeClosed(1, size)
                .map(i -> fleet.agents.starts("api@" + i + ".service"))
                .sum();
    assertThat(starts).isEqualTo(2 * size);
  }

  private static Outcome carryOut(FakeFleet fleet, Stack stack, int stopAtProgress) {
    Rollout[] rollout = new Rollout[1];
    int[] told = {0};
    rollout[0] =
        new Rollout(
            fleet,
            fleet.timeline,
            Planner.plan(stack, fleet.view(), PlanOptions.DEFAULT),
            () -> Planner.plan(stack, fleet.view(), PlanOptions.DEFAULT),
            RolloutOptions.of("ann", Duration.ofSeconds(5), Duration.ofMinutes(10)),
            new RolloutListener() {
              @Override
              public void progress(Progress progress) {
                if (++told[0] == stopAtProgress) {
                  rollout[0].stop();
                }
              }

              @Override
              public void step(Step step) {
                // Progress is enough.
              }
            },
            fleet.timeline::advance);
    return rollout[0].run();
  }
}
