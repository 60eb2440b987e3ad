package io.fleetk.cli;

import io.fleetk.cli.PlanArguments.Planned;
import io.fleetk.cli.PlanArguments.Prune;
import io.fleetk.fleet.Fleet;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackOrigin;
import java.io.IOException;
import java.util.List;
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
      "instance always needs --prune=all. After Ctrl-C the same command goes on where it stopped.",
      "Several stacks are planned together, agreed to at once, and carried out in the order given.",
      "Of a unit FILE only that component is looked at. What was rendered elsewhere is applied by",
      "'fleetk render DIR -o yaml | fleetk apply -'."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk apply units/",
      "  fleetk apply units/ --set kubernetes.version=v1.34.3 --yes",
      "  fleetk apply units/ --only kubelet --only kube-proxy",
      "  fleetk apply units/kubelet.service.peb    only this one",
      "  fleetk apply units/ --dry-run",
      "  fleetk apply units/ --prune=false --wait-timeout 20min"
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
    List<StackOrigin> origins = arguments.origins(this);
    try (Fleet fleet = openFleet()) {
      List<Planned> planned = arguments.plan(origins, fleet);
      planned.forEach(one -> tell(one.chosen().warnings()));
      var rollouts = new StackRollouts(this, fleet, planned, yes, arguments.prune() == Prune.ALL);
      rollouts.show(dryRun);
      rollouts.refuse();
      if (dryRun) {
        return ExitCode.OK;
      }
      rollouts.confirm();
      return rollouts.run(rollout.options(Optional.empty()));
    }
  }
}
