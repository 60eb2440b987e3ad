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
    footer = {
      "  fleetk load hello.service",
      "  fleetk load web@{1..3}.service --block-attempts 30"
    })
final class LoadCommand extends SubmittingCommand {
  @Override
  DesiredState state() {
    return DesiredState.LOADED;
  }
}
