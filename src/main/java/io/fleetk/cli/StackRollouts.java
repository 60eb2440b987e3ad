package io.fleetk.cli;

import io.fleetk.cli.PlanArguments.Planned;
import io.fleetk.fleet.Fleet;
import io.fleetk.plan.Plan;
import io.fleetk.rollout.RolloutOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the plans of one or several stacks from being shown to their end. They are agreed to all at
 * once, and carried out one after the other; the first that fails is the last.
 */
final class StackRollouts {
  private final FleetkCommand command;
  private final boolean yes;
  private final boolean emptying;
  private final List<Stack> stacks = new ArrayList<>();

  /** A stack and the carrying out of its plan. */
  private record Stack(String name, PlanExecution execution) {
    String shown() {
      return "stack " + name;
    }
  }

  /**
   * Plans to carry out.
   *
   * @param yes whether everything is agreed to
   * @param emptying whether it is meant to remove all that there is of a component
   */
  StackRollouts(
      FleetkCommand command, Fleet fleet, List<Planned> planned, boolean yes, boolean emptying) {
    this.command = command;
    this.yes = yes;
    this.emptying = emptying;
    planned.forEach(
        one -> stacks.add(new Stack(one.name(), new PlanExecution(command, fleet, one))));
  }

  /** Prints the plans, those without changes only when all are wanted. */
  void show(boolean all) {
    List<Plan> shown = plans().stream().filter(plan -> all || !plan.isEmpty()).toList();
    if (shown.size() == 1 && stacks.size() > 1) {
      command.out().println("Stack " + String.join(", ", shown.getFirst().stacks()));
    }
    PlanOutput.print(shown, new OutputFormat(), command.paint(), command.out());
  }

  /**
   * Ends here when one of the plans must not be carried out, or does more than was meant.
   *
   * @throws CommandFailure with the reasons of all of them
   */
  void refuse() {
    List<String> refusals = plans().stream().flatMap(plan -> plan.refusals().stream()).toList();
    if (!refusals.isEmpty()) {
      throw CommandFailure.badInput(String.join("; ", refusals));
    }
    refuseEmptying(plans());
  }

  private void refuseEmptying(List<Plan> plans) {
    if (!emptying) {
      PlanExecution.refuseEmptying(plans);
    }
  }

  /**
   * Asks, once for all.
   *
   * @throws CommandFailure when nobody agreed
   */
  void confirm() throws IOException {
    PlanExecution.confirm(command, plans(), yes);
  }

  /**
   * Carries the plans out.
   *
   * @param options for all of them together: their time limit is that of the whole
   * @return what to exit with
   * @throws CommandFailure when one of them did not work out
   */
  int run(RolloutOptions options) throws IOException {
    Instant begin = command.surroundings().clock().instant();
    for (int at = 0; at < stacks.size(); at++) {
      boolean done = false;
      try {
        Duration spent = Duration.between(begin, command.surroundings().clock().instant());
        int exitCode = run(stacks.get(at), at == 0 ? options : within(options, spent));
        done = exitCode == ExitCode.OK;
        if (!done) {
          return exitCode;
        }
      } finally {
        if (!done && stacks.size() > 1) {
          tellHowFar(at);
        }
      }
    }
    return ExitCode.OK;
  }

  private int run(Stack stack, RolloutOptions options) throws IOException {
    PlanExecution execution = stack.execution();
    return execution.run(
        options,
        stack.shown(),
        () -> {
          if (stacks.size() > 1) {
            command.out().println("Stack " + stack.name());
          }
          execution.show();
          refuseEmptying(List.of(execution.plan()));
          execution.confirm(yes);
        });
  }

  private static RolloutOptions within(RolloutOptions options, Duration spent) {
    Duration left = options.waitTimeout().minus(spent);
    if (!left.isPositive()) {
      throw CommandFailure.timedOut(
          "the %s that all stacks have together are over; the same command goes on"
              .formatted(Ages.of(options.waitTimeout())));
    }
    return new RolloutOptions(
        options.holder(),
        options.lockTimeout(),
        left,
        options.unreachableTimeout(),
        options.maxUnavailable());
  }

  private void tellHowFar(int at) {
    List<String> names = stacks.stream().map(Stack::name).toList();
    command.note(
        "done: %s; not done: %s; not begun: %s"
            .formatted(
                listed(names.subList(0, at)),
                names.get(at),
                listed(names.subList(at + 1, names.size()))));
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private List<Plan> plans() {
    return stacks.stream().map(stack -> stack.execution().plan()).toList();
  }
}
