package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Secret;
import io.fleetk.plan.Plan;
import io.fleetk.plan.Planner;
import io.fleetk.plan.ScaleRequest;
import io.fleetk.plan.SecretUsers;
import io.fleetk.unit.Policy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk scale}: gives components another number of instances. */
@Command(
    name = "scale",
    header = "Give components another number of instances.",
    description = {
      "Makes or removes instances of components on the running stack, without its directory: new"
          + " ones",
      "get the text that the others have, and the highest numbers go first. Shows the plan, asks on"
          + " a",
      "terminal, and waits until all are ready; removing instances needs --yes without a terminal.",
      "With =0 the template stays, to scale it up again. The next diff and apply of the directory"
          + " say",
      "that they would take it back; to keep the number, change Instances= there."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk scale kube-scheduler=2 --dry-run    see what it would do",
      "  fleetk scale kube-apiserver=1 kube-scheduler=1 --yes --wait-timeout 5min"
    })
final class ScaleCommand extends FleetkCommand {
  private static final Pattern WANTED = Pattern.compile("(?<component>[^=]+)=(?<number>\\d{1,5})");

  @Parameters(
      arity = "1..*",
      paramLabel = "COMPONENT=N",
      description = "components of one stack, and how many instances each should have")
  private List<String> typed;

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask, also not before removing instances")
  private boolean yes;

  @Option(names = "--dry-run", description = "only show what would be done")
  private boolean dryRun;

  @Mixin private RolloutArguments rollout;

  @Override
  public Integer call() throws IOException {
    Map<String, Integer> wanted = wanted();
    try (Fleet fleet = openFleet()) {
      var execution = new PlanExecution(this, fleet, () -> plan(fleet, wanted));
      Plan plan = execution.plan();
      execution.refuse();
      if (!plan.isEmpty() || dryRun) {
        execution.show();
      }
      if (dryRun) {
        return ExitCode.OK;
      }
      execution.confirm(yes);
      return execution.run(
          rollout.options(Optional.empty()),
          String.join(", ", typed),
          () -> {
            execution.show();
            execution.confirm(yes);
          });
    }
  }

  private Map<String, Integer> wanted() {
    Map<String, Integer> wanted = new TreeMap<>();
    for (String one : typed) {
      Matcher parts = WANTED.matcher(one);
      if (!parts.matches() || Integer.parseInt(parts.group("number")) > Policy.MAX_INSTANCES) {
        throw CommandFailure.badInput(
            "'%s' is not COMPONENT=N, such as web=3, with a number from 0 to %d"
                .formatted(one, Policy.MAX_INSTANCES));
      }
      if (wanted.put(parts.group("component"), Integer.parseInt(parts.group("number"))) != null) {
        throw CommandFailure.badInput(
            "%s is named twice; say once how many there should be"
                .formatted(parts.group("component")));
      }
    }
    return wanted;
  }

  private static Plan plan(Fleet fleet, Map<String, Integer> wanted) {
    FleetView view = fleet.view();
    return Planner.scale(
        view, new ScaleRequest(wanted, secrets(fleet, view), fleet.extensions().isEmpty()));
  }

  /** The fleet's secrets, where its units name some. */
  private static List<Secret> secrets(Fleet fleet, FleetView view) {
    return SecretUsers.in(view).isEmpty() ? List.of() : Secrets.listIfAny(fleet).orElse(List.of());
  }
}
