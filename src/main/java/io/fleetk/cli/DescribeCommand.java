package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.plan.StackReport;
import io.fleetk.plan.StatusReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fleetk describe}: everything about units, machines, stacks or components. */
@Command(
    name = "describe",
    header = "Tell everything about a unit, machine, stack or component.",
    description = {
      "Tells everything about units, machines, stacks or components, for a person to read; of a"
          + " unit",
      "also why it is not placed, and the last lines of its journal on each machine. A program"
          + " reads",
      "'fleetk get KIND NAME -o json'."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk describe unit kubelet.service",
      "  fleetk describe component kube-apiserver",
      "  fleetk describe machine/m1",
      "  fleetk describe stack kubernetes"
    })
final class DescribeCommand extends FleetkCommand {
  private static final int JOURNAL_LINES = 10;

  @Parameters(
      index = "0",
      paramLabel = "unit|machine|stack|component",
      description = "what to describe; KIND/NAME is one of them")
  private String kind;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "NAME",
      description = {
        "which: units by their whole names, machines by name, address, ID or its first digits"
      })
  private List<String> names = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Kind.Named wanted = Kind.read(kind, names);
    if (wanted.names().isEmpty()) {
      throw CommandFailure.badInput(
          "which %s? name one; 'fleetk get %ss' lists them"
              .formatted(wanted.kind().singular(), wanted.kind().singular()));
    }
    try (Fleet fleet = openFleet()) {
      boolean first = true;
      for (String name : wanted.names()) {
        List<String> lines = lines(fleet, fleet.view(), wanted.kind(), name);
        if (!first) {
          out().println();
        }
        lines.forEach(out()::println);
        first = false;
      }
    }
    return ExitCode.OK;
  }

  private List<String> lines(Fleet fleet, FleetView view, Kind kind, String name)
      throws InterruptedException {
    var words = new FleetWords(view);
    var descriptions = new Descriptions(view, surroundings().clock().instant(), paint(), columns());
    return switch (kind) {
      case UNIT -> {
        FleetUnit unit = words.unit(name);
        yield descriptions.unit(
            unit,
            Excerpts.read(
                fleet,
                view.statuses(unit.name()).stream().map(UnitStatus::place).toList(),
                JOURNAL_LINES));
      }
      case MACHINE -> descriptions.machine(words.machine(name));
      case STACK ->
          descriptions.stack(FleetWords.stack(name, StackReport.of(StatusReport.of(view))));
      case COMPONENT -> descriptions.component(name, words.component(name));
    };
  }
}
