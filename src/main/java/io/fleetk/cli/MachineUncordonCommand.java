package io.fleetk.cli;

import picocli.CommandLine.Command;

/** {@code fleetk machine uncordon}: lets units come to machines again. */
@Command(
    name = "uncordon",
    header = "Let units come to machines again.",
    description = "Takes back what 'fleetk machine cordon' did.",
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk machine uncordon m2", "  fleetk machine uncordon 10.0.0.11 10.0.0.12"})
final class MachineUncordonCommand extends MachineCordonCommand {
  @Override
  boolean cordons() {
    return false;
  }
}
