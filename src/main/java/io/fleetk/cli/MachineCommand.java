package io.fleetk.cli;

import picocli.CommandLine.Command;

/** {@code fleetk machine}: what can be done to one machine. */
@Command(
    name = "machine",
    header = "List, show, change, cordon and remove machines.",
    synopsisSubcommandLabel = "COMMAND",
    description = "Lists, shows, changes, cordons and removes the fleet's machines.",
    subcommands = {
      MachineListCommand.class,
      MachineShowCommand.class,
      MachineSetCommand.class,
      MachineCordonCommand.class,
      MachineUncordonCommand.class,
      MachineRemoveCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk machine list",
      "  fleetk machine show m1",
      "  fleetk machine set m1 zone=a",
      "  fleetk machine rm 6f9c2d10    one that left for good"
    })
final class MachineCommand extends CommandGroup {}
