package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetView;
import io.fleetk.plan.Plan;
import io.fleetk.plan.Planner;
import io.fleetk.plan.RestartRequest;
import io.fleetk.rollout.RestartOrder;
import io.fleetk.unit.MaxUnavailable;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitWord;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk restart}: restarts components, a few instances at a time. */
@Command(
    name = "restart",
    header = "Restart components or units, a few instances at a time.",
    description = {
      "Restarts components in the order of their dependencies, at most MaxUnavailable instances of",
      "each at a time, the next ones only when the last are ready. Units that are named one by one",
      "are restarted at the same pace, and started when they are loaded. With --no-block all units",
      "that are named restart at once, and nothing is waited for."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk restart kube-proxy",
      "  fleetk restart kubelet --machine m2",
      "  fleetk restart kube-apiserver@1.service 'kube-scheduler@*'",
      "  fleetk restart --all --max-unavailable 25%%"
    })
final class RestartCommand extends FleetkCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "COMPONENT|UNIT",
      description =
          "what to restart; web@{1..3} stands for three units, and a quoted 'web@*' for all that are"
              + " called so")
  private Set<String> typed = new LinkedHashSet<>();

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

  @Option(
      names = "--no-block",
      arity = "0..1",
      paramLabel = "true|false",
      fallbackValue = "true",
      description = "restart units that are named all at once, and do not wait")
  private boolean noBlock;

  @Mixin private BlockAttempts blockAttempts;

  @Mixin private RolloutArguments rollout;

  @Override
  public Integer call() throws IOException {
    if (all != typed.isEmpty()) {
      throw CommandFailure.badInput(
          all
              ? "name components or say --all, not both"
              : "nothing to restart is named; name components ('fleetk status -o name' lists them)"
                  + " or say --all");
    }
    if (noBlock) {
      refuseWhatNeedsPatience();
    }
    try (Fleet fleet = openFleet()) {
      RestartRequest request = request(fleet);
      if (noBlock) {
        return order(fleet, request);
      }
      var execution = new PlanExecution(this, fleet, () -> Planner.restart(fleet.view(), request));
      execution.refuse();
      if (execution.plan().isEmpty()) {
        return nothing(execution.plan());
      }
      return execution.run(
          rollout.options(Optional.ofNullable(maxUnavailable), blockAttempts),
          "restart of " + (all ? "all components" : String.join(", ", typed)),
          () -> {});
    }
  }

  private void refuseWhatNeedsPatience() {
    if (all) {
      throw CommandFailure.badInput(
          "--no-block restarts all at once, and so is for units that are named, not for --all");
    }
    if (maxUnavailable != null || allAtOnce || rollout.limitsTime() || blockAttempts.given()) {
      throw CommandFailure.badInput(
          "--no-block restarts all at once and waits for nothing: it goes with no limit");
    }
  }

  private int nothing(Plan plan) {
    plan.notes().forEach(this::note);
    out().println("Nothing to restart.");
    return ExitCode.OK;
  }

  private int order(Fleet fleet, RestartRequest request) {
    FleetExtensions extensions =
        extensions(
            fleet,
            "restarts a unit by stopping it first, which must be waited for: leave out --no-block");
    FleetView view = fleet.view();
    Plan plan = Planner.restart(view, request);
    if (!plan.refusals().isEmpty()) {
      throw CommandFailure.badInput(String.join("; ", plan.refusals()));
    }
    if (plan.isEmpty()) {
      return nothing(plan);
    }
    plan.notes().forEach(this::note);
    var order = new RestartOrder(fleet, extensions);
    order
        .give(view, plan)
        .forEach(unit -> out().println("Triggered unit %s restart".formatted(unit)));
    order.refused().forEach((unit, why) -> note("%s: %s".formatted(unit, why)));
    if (!order.refused().isEmpty()) {
      throw CommandFailure.unitsFailed(order.refused().size());
    }
    return ExitCode.OK;
  }

  private RestartRequest request(Fleet fleet) {
    var fleetWords = new FleetWords(fleet.view());
    Set<String> components = new TreeSet<>();
    Set<UnitName> units = new TreeSet<>();
    for (UnitWord word : FleetWords.expanded(typed)) {
      if (fleetWords.hasComponent(word.typed()) && !noBlock) {
        components.add(word.typed());
      } else {
        List<UnitName> meant =
            fleetWords.someUnits(word).stream()
                .filter(unit -> !word.isPattern() || !unit.isTemplate())
                .toList();
        if (!word.isPattern() && meant.size() > 1) {
          throw CommandFailure.badInput(
              "%s is a component of %d units, and --no-block restarts them all at once: name those that are meant, such as %s"
                  .formatted(word, meant.size(), meant.getFirst()));
        }
        units.addAll(meant);
      }
    }
    if (!all && components.isEmpty() && units.isEmpty()) {
      throw CommandFailure.badInput(
          "%s means only templates, which run nowhere".formatted(String.join(", ", typed)));
    }
    return new RestartRequest(
        all,
        components,
        units,
        Optional.ofNullable(machine).map(word -> fleetWords.machine(word).id()),
        fleet.extensions().isEmpty(),
        allAtOnce);
  }
}
