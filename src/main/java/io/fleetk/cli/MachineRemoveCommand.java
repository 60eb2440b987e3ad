package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fleetk machine rm}: forgets a machine that has left for good. */
@Command(
    name = "rm",
    header = "Remove machines that have left for good.",
    description = {
      "Removes machines that have left for good from the fleet. Templates no longer see them, and",
      "global units are no longer expected on them. A machine that is present is refused."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk machine rm 6f9c2d10", "  fleetk machine rm 10.0.0.7"})
final class MachineRemoveCommand extends FleetkCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "MACHINE",
      description = "machines by name, address, ID or its first digits")
  private List<String> ids;

  @Override
  public Integer call() throws IOException {
    try (Fleet fleet = openFleet()) {
      FleetExtensions extensions = extensions(fleet, "forgets machines by itself");
      FleetView view = fleet.view();
      List<Machine> machines = ids.stream().map(new FleetWords(view)::machine).toList();
      for (Machine machine : machines) {
        extensions.removeMember(machine.id());
        out().println("machine %s removed".formatted(machine.shortId()));
      }
    }
    return ExitCode.OK;
  }
}
