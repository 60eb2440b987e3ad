package io.fleetk.cli;

import io.fleetk.unit.DesiredState;
import picocli.CommandLine.Command;

/** {@code fleetk unload}: stop units and take them from their machines. */
@Command(
    name = "unload",
    header = "Stop units and take them from their machines.",
    description = {
      "Stops units that the fleet has and takes them from their machines. The fleet still knows them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk start hello.service web@{1..3}.service",
      "  fleetk unload hello.service 'web@*'"
    })
final class UnloadCommand extends UnitOrderCommand {
  @Override
  DesiredState state() {
    return DesiredState.INACTIVE;
  }
}
