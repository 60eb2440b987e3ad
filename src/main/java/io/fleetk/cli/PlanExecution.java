package io.fleetk.cli;

import io.fleetk.cli.Terminal.Stream;
import io.fleetk.fleet.Fleet;
import io.fleetk.plan.Plan;
import io.fleetk.rollout.Outcome;
import io.fleetk.rollout.Rollout;
import io.fleetk.time.SystemTimeline;
import io.fleetk.unit.MaxUnavailable;
import java.io.IOException;
import java.util.Optional;

/** Takes a plan from being shown to its end: refuses, asks, carries out, and tells how it went. */
final class PlanExecution {
  private final FleetkCommand command;
  private final Fleet fleet;
  private final Plan plan;

  PlanExecution(FleetkCommand command, Fleet fleet, Plan plan) {
    this.command = command;
    this.fleet = fleet;
    this.plan = plan;
  }

  /**
   * Ends here when the plan must not be carried out.
   *
   * @throws CommandFailure with the reasons
   */
  void refuse() {
    if (!plan.refusals().isEmpty()) {
      throw CommandFailure.badInput(String.join("; ", plan.refusals()));
    }
  }

  /**
   * Asks on a terminal; without one only what destroys or moves something needs {@code --yes}.
   *
   * @throws CommandFailure when nobody agreed
   */
  void confirm(boolean yes) throws IOException {
    if (yes || plan.isEmpty()) {
      return;
    }
    if (!command.canAsk()) {
      if (plan.destroysOrMoves()) {
        throw CommandFailure.badInput(
            "this destroys or moves units and nobody can be asked without a terminal; pass --yes"
                + " if that is meant");
      }
      return;
    }
    command.out().flush();
    command.err().print("Carry this out? [y/N] ");
    command.err().flush();
    String answer = command.surroundings().in().readLine();
    if (answer == null || !answer.strip().matches("(?i)y(es)?")) {
      throw CommandFailure.failed("nothing was changed: the answer was not yes");
    }
  }

  /** Carries the plan out at the units' own pace. */
  int run(RolloutArguments arguments, String what) {
    return run(arguments, what, Optional.empty());
  }

  /**
   * Carries the plan out and tells how it ended.
   *
   * @param what what the plan is for, as in "stack kubernetes"
   * @return what to exit with
   * @throws CommandFailure when it did not work out
   */
  int run(RolloutArguments arguments, String what, Optional<MaxUnavailable> maxUnavailable) {
    command.out().flush();
    try (SystemTimeline timeline = new SystemTimeline()) {
      RolloutView view = view();
      Rollout rollout = new Rollout(fleet, timeline, plan, arguments.options(maxUnavailable), view);
      try (InterruptHook _ = InterruptHook.install(rollout::stop)) {
        // The last words are said before the hook lets an interrupted process go.
        return new OutcomeText(command, plan, what).tell(run(rollout, view));
      }
    }
  }

  private static Outcome run(Rollout rollout, RolloutView shown) {
    try (shown) {
      return rollout.run();
    }
  }

  private RolloutView view() {
    Terminal terminal = command.surroundings().terminal();
    boolean live =
        terminal.isTerminal(Stream.ERR) && terminal.movesCursor() && !command.root().debug();
    return live
        ? new LiveView(
            command.err(), command.root().paint(Stream.ERR), () -> terminal.size(Stream.ERR))
        : new StepLines(command.err());
  }
}
