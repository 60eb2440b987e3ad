package io.fleetk.cli;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.unit.DesiredState;
import java.util.Optional;
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
    footer = {
      "  fleetk start hello.service web@{1..3}.service",
      "  fleetk stop hello.service web@{1,2}.service",
      "  fleetk stop 'web@*'"
    })
final class StopCommand extends UnitOrderCommand {
  @Override
  DesiredState state() {
    return DesiredState.LOADED;
  }

  @Override
  Optional<String> impossible(FleetUnit unit) {
    return unit.desiredState() == DesiredState.INACTIVE
        ? Optional.of("%s cannot be stopped: it is inactive, on no machine".formatted(unit.name()))
        : Optional.empty();
  }
}
