package io.fleetk.cli;

import io.fleetk.unit.DesiredState;
import picocli.CommandLine.Command;

/** {@code fleetk stop}: stop units and leave them loaded on their machines. */
@Command(
    name = "stop",
    header = "Stop units and leave them loaded on their machines.",
    description = {
      "Stops units that the fleet has and waits until they have ended. They stay loaded where they are;",
      "'unload' takes them from there."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk stop hello.service", "  fleetk stop web@{1..100}.service"})
final class StopCommand extends UnitOrderCommand {
  @Override
  DesiredState state() {
    return DesiredState.LOADED;
  }

  @Override
  boolean submits() {
    return false;
  }
}
