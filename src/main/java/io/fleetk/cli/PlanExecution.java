package io.fleetk.cli;

import static java.util.stream.Collectors.joining;

import io.fleetk.cli.Terminal.Stream;
import io.fleetk.fleet.Fleet;
import io.fleetk.plan.Plan;
import io.fleetk.rollout.Outcome;
import io.fleetk.rollout.Rollout;
import io.fleetk.rollout.RolloutOptions;
import io.fleetk.time.SystemTimeline;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Takes a plan from being shown to its end: refuses, asks, carries out, and tells how it went. When
 * others change the fleet before its turn has come, it begins anew with what is left to do.
 */
final class PlanExecution {
  private final FleetkCommand command;
  private final Fleet fleet;
  private final Supplier<Plan> planner;
  private Plan plan;

  /**
   * A plan to carry out.
   *
   * @param planner plans against the fleet as it is when asked
   */
  PlanExecution(FleetkCommand command, Fleet fleet, Supplier<Plan> planner) {
    this.command = command;
    this.fleet = fleet;
    this.planner = planner;
    this.plan = planner.get();
  }

  Plan plan() {
    return plan;
  }

  /** Prints the plan. */
  void show() {
    PlanOutput.print(List.of(plan), new OutputFormat(), command.paint(), command.out());
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
   * Ends here when plans remove all that there is of a component and nobody meant that.
   *
   * @throws CommandFailure with the components
   */
  static void refuseEmptying(List<Plan> plans) {
    String emptied =
        plans.stream()
            .flatMap(plan -> plan.removesLastInstanceOf().stream())
            .sorted()
            .distinct()
            .collect(joining(", "));
    if (!emptied.isEmpty()) {
      throw CommandFailure.badInput(
          "this would remove all that there is of %s; pass --prune=all if that is meant, or"
                  .formatted(emptied)
              + " --prune=false to leave it");
    }
  }

  /**
   * Asks on a terminal; without one only what destroys or moves something needs {@code --yes}.
   *
   * @throws CommandFailure when nobody agreed
   */
  void confirm(boolean yes) throws IOException {
    confirm(command, List.of(plan), yes);
  }

  /**
   * Asks once for several plans, as {@link #confirm(boolean)} does for one.
   *
   * @throws CommandFailure when nobody agreed
   */
  static void confirm(FleetkCommand command, List<Plan> plans, boolean yes) throws IOException {
    if (yes || plans.stream().allMatch(Plan::isEmpty)) {
      return;
    }
    if (!command.canAsk()) {
      if (plans.stream().anyMatch(Plan::destroysOrMoves)) {
        throw CommandFailure.badInput(
            "this destroys or moves units and nobody can be asked without a terminal; pass --yes"
                + " if that is meant");
      }
      return;
    }
    command.confirm("Carry this out?");
  }

  /**
   * Carries the plan out and tells how it ended.
   *
   * @param what what the plan is for, as in "stack kubernetes"
   * @param consent looks at a plan that differs from the one agreed to, and throws unless it may be
   *     carried out too
   * @return what to exit with
   * @throws CommandFailure when it did not work out
   */
  int run(RolloutOptions options, String what, Consent consent) throws IOException {
    command.out().flush();
    while (true) {
      try (SystemTimeline timeline = new SystemTimeline()) {
        RolloutView view = view();
        Rollout rollout = new Rollout(fleet, timeline, plan, planner, options, view);
        try (InterruptHook _ = InterruptHook.install(rollout::stop)) {
          Outcome outcome = run(rollout, view);
          if (!(outcome instanceof Outcome.Overtaken overtaken)) {
            // The last words are said before the hook lets an interrupted process go.
            return new OutcomeText(command, plan, what).tell(outcome);
          }
          plan = overtaken.plan();
        }
      }
      command.note("the fleet was changed meanwhile, so this is planned anew");
      refuse();
      consent.ask();
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

  /** Asks whether a new plan may be carried out. */
  @FunctionalInterface
  interface Consent {
    /**
     * Asks, having shown the plan.
     *
     * @throws CommandFailure when it may not
     */
    void ask() throws IOException;
  }
}
