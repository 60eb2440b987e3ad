package io.fleetk.cli;

import io.fleetk.cli.PlanArguments.Planned;
import io.fleetk.cli.PlanArguments.Prune;
import io.fleetk.fleet.Fleet;
import io.fleetk.plan.ComponentPlan;
import io.fleetk.plan.Plan;
import io.fleetk.plan.StatusReport;
import io.fleetk.stack.StackException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fleetk apply}: makes the fleet have the units of a stack. */
@Command(
    name = "apply",
    header = "Make the fleet have a stack's units.",
    description = {
      "Makes the fleet have a stack's units: plans, asks on a terminal, carries the plan out in the",
      "order of the units' dependencies, and waits until everything is ready. Without a terminal,",
      "creating and changing go ahead; destroying and moving need --yes. Removing a component's last",
      "instance always needs --prune=all. After Ctrl-C the same command goes on where it stopped."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk apply units/",
      "  fleetk apply units/ --set kubernetes.version=v1.34.3 --yes",
      "  fleetk apply units/ --only kubelet --only kube-proxy",
      "  fleetk apply units/ --dry-run",
      "  fleetk apply units/ -f production.yaml --prune=false --wait-timeout 20min"
    })
final class ApplyCommand extends FleetkCommand {
  @Mixin private PlanArguments arguments;
  @Mixin private RolloutArguments rollout;

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask, also not before destroying or moving")
  private boolean yes;

  @Option(names = "--dry-run", description = "only show what would be done")
  private boolean dryRun;

  @Override
  public Integer call() throws StackException, IOException {
    try (Fleet fleet = openFleet()) {
      Planned planned = arguments.plan(fleet);
      tell(planned.stack().warnings());
      Plan plan = planned.plan();
      if (!plan.isEmpty()) {
        PlanOutput.print(plan, OutputFormat.Form.TABLE, paint(), out());
      }
      PlanExecution execution = new PlanExecution(this, fleet, plan);
      execution.refuse();
      refuseEmptying(plan);
      if (dryRun) {
        if (plan.isEmpty()) {
          PlanOutput.print(plan, OutputFormat.Form.TABLE, paint(), out());
        }
        return ExitCode.OK;
      }
      execution.confirm(yes);
      if (plan.isEmpty()) {
        refuseToCallItReady(planned);
      }
      return execution.run(rollout, "stack " + planned.stack().name());
    }
  }

  /** Nothing to change is not yet all ready, and whoever waits for that must hear it. */
  private static void refuseToCallItReady(Planned planned) {
    List<String> components =
        planned.plan().components().stream().map(ComponentPlan::component).toList();
    StatusReport.of(planned.view()).components().stream()
        .filter(component -> components.contains(component.name()))
        .filter(component -> component.standing() != StatusReport.Standing.AS_DESIRED)
        .findFirst()
        .ifPresent(
            component -> {
              throw CommandFailure.failed(
                  "nothing to change, but %s is not as desired: %s; see 'fleetk status'"
                      .formatted(component.name(), component.reason()));
            });
  }

  private void refuseEmptying(Plan plan) {
    if (arguments.prune() != Prune.ALL && !plan.removesLastInstanceOf().isEmpty()) {
      throw CommandFailure.badInput(
          "this would remove all that there is of %s; pass --prune=all if that is meant, or"
                  .formatted(
                      plan.removesLastInstanceOf().stream()
                          .sorted()
                          .collect(Collectors.joining(", ")))
              + " --prune=false to leave it");
    }
  }
}
