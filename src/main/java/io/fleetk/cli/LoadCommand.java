package io.fleetk.cli;

import io.fleetk.unit.DesiredState;
import picocli.CommandLine.Command;

/** {@code fleetk load}: give units to machines without starting them. */
@Command(
    name = "load",
    header = "Give units to machines without starting them.",
    description = {
      "Submits units that the fleet does not have, as 'start' does, and has machines load them. Units that",
      "run are stopped."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk load hello.service"})
final class LoadCommand extends UnitOrderCommand {
  @Override
  DesiredState state() {
    return DesiredState.LOADED;
  }

  @Override
  boolean submits() {
    return true;
  }
}
