package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.plan.Planner;
import io.fleetk.plan.RestartRequest;
import io.fleetk.unit.MaxUnavailable;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk restart}: restarts components, a few instances at a time. */
@Command(
    name = "restart",
    header = "Restart components, a few instances at a time.",
    description = {
      "Restarts components in the order of their dependencies, at most MaxUnavailable instances of",
      "each at a time, the next ones only when the last are ready."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk restart kube-proxy",
      "  fleetk restart kubelet --machine 6f9c2d10",
      "  fleetk restart --all --max-unavailable 25%%"
    })
final class RestartCommand extends FleetkCommand {
  @Parameters(arity = "0..*", paramLabel = "COMPONENT", description = "what to restart")
  private Set<String> components = new LinkedHashSet<>();

  @Option(names = "--all", description = "restart every component that a stack owns")
  private boolean all;

  @Option(
      names = "--max-unavailable",
      paramLabel = "N",
      description =
          "how many instances at a time, a number or a percentage; default is the units' own")
  private MaxUnavailable maxUnavailable;

  @Option(
      names = "--machine",
      paramLabel = "MACHINE",
      description = "only on this machine, by name, address, ID or its first digits")
  private String machine;

  @Option(
      names = "--all-at-once",
      description = "on a plain fleet v1: may restart a global unit on all machines at once")
  private boolean allAtOnce;

  @Mixin private RolloutArguments rollout;

  @Override
  public Integer call() throws IOException {
    if (all != components.isEmpty()) {
      throw CommandFailure.badInput(
          all
              ? "name components or say --all, not both"
              : "nothing to restart is named; name components ('fleetk status -o name' lists them)"
                  + " or say --all");
    }
    try (Fleet fleet = openFleet()) {
      var request =
          new RestartRequest(
              components, Optional.ofNullable(machine), fleet.extensions().isEmpty(), allAtOnce);
      var execution = new PlanExecution(this, fleet, () -> Planner.restart(fleet.view(), request));
      execution.refuse();
      if (execution.plan().isEmpty()) {
        execution.plan().notes().forEach(this::note);
        out().println("Nothing to restart.");
        return ExitCode.OK;
      }
      return execution.run(
          rollout.options(Optional.ofNullable(maxUnavailable)),
          "restart of " + (all ? "all components" : String.join(", ", components)),
          () -> {});
    }
  }
}
