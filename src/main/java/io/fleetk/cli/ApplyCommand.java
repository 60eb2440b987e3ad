package io.fleetk.cli;

import io.fleetk.cli.PlanArguments.Planned;
import io.fleetk.cli.PlanArguments.Prune;
import io.fleetk.fleet.Fleet;
import io.fleetk.plan.Plan;
import io.fleetk.stack.StackException;
import java.io.IOException;
import java.util.Optional;
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
      var execution = new PlanExecution(this, fleet, planned);
      Plan plan = execution.plan();
      if (!plan.isEmpty() || dryRun) {
        execution.show();
      }
      execution.refuse();
      refuseEmptying(execution);
      if (dryRun) {
        return ExitCode.OK;
      }
      execution.confirm(yes);
      return execution.run(
          rollout.options(Optional.empty()),
          "stack " + planned.stack().name(),
          () -> {
            execution.show();
            refuseEmptying(execution);
            execution.confirm(yes);
          });
    }
  }

  private void refuseEmptying(PlanExecution execution) {
    if (arguments.prune() != Prune.ALL) {
      execution.refuseEmptying();
    }
  }
}
