package io.fleetk.cli;

import io.fleetk.unit.DesiredState;
import picocli.CommandLine.Command;

/** {@code fleetk submit}: have the fleet know units, without giving them to machines. */
@Command(
    name = "submit",
    header = "Have the fleet know units, without giving them to machines.",
    description = {
      "Submits units that the fleet does not have. Those that it has stay as they are; with --replace",
      "they are taken from here where they differ, unless they are loaded or launched."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk submit web@.service hello.service",
      "  fleetk submit --replace hello.service"
    })
final class SubmitCommand extends SubmittingCommand {
  @Override
  DesiredState state() {
    return DesiredState.INACTIVE;
  }

  @Override
  boolean changes() {
    return false;
  }
}
