package io.fleetk.cli;

import io.fleetk.cli.PlanArguments.Planned;
import io.fleetk.fleet.Fleet;
import io.fleetk.plan.Plan;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackOrigin;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fleetk diff}: what apply would do. */
@Command(
    name = "diff",
    header = "Show what apply would do, and why.",
    description = "Shows what 'fleetk apply' would do and why, and changes nothing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk diff units/",
      "  fleetk diff units/ --set kubernetes.version=v1.34.3 --only kubelet",
      "  fleetk diff units/kubelet.service.peb     only this one",
      "  fleetk diff units/ --exit-code -o json    exits 3 when there is something to do"
    })
final class DiffCommand extends FleetkCommand {
  @Mixin private PlanArguments arguments;

  @Option(names = "--exit-code", description = "exit 3 when there is something to do")
  private boolean exitCode;

  @Mixin private OutputFormat output;

  @Override
  public Integer call() throws StackException, IOException {
    List<StackOrigin> origins = arguments.origins(this);
    try (Fleet fleet = openFleet()) {
      List<Planned> planned = arguments.plan(origins, fleet);
      planned.forEach(one -> tell(one.chosen().warnings()));
      List<Plan> plans = planned.stream().map(Planned::get).toList();
      PlanOutput.print(plans, output, paint(), out());
      plans.stream()
          .flatMap(plan -> plan.refusals().stream())
          .forEach(refusal -> note("apply would refuse this: " + refusal));
      return exitCode && !plans.stream().allMatch(Plan::isEmpty)
          ? ExitCode.DIFFERENCES
          : ExitCode.OK;
    }
  }
}
