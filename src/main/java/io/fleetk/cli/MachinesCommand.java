package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetView;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fleetk machines}: the members of the fleet. */
@Command(
    name = "machines",
    header = "List the fleet's machines.",
    description = "Lists the fleet's machines, those that are away included.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk machines",
      "  fleetk machines -o wide",
      "  fleetk machines -o json | jq -r '.[] | select(.present) | .address'"
    })
class MachinesCommand extends FleetkCommand {
  @Mixin private ListFormat output;

  @Override
  public final Integer call() throws IOException {
    try (Fleet fleet = openFleet()) {
      FleetView view = fleet.view();
      print(
          new MachineInventory(view, view.machines().values(), surroundings().clock().instant()),
          output);
    }
    return ExitCode.OK;
  }
}
