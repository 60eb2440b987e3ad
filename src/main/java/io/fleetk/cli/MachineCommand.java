package io.fleetk.cli;

import picocli.CommandLine.Command;

/** {@code fleetk machine}: what can be done to one machine. */
@Command(
    name = "machine",
    header = "Remove machines that have left.",
    synopsisSubcommandLabel = "COMMAND",
    description = "Changes the list of the fleet's machines; 'fleetk machines' shows it.",
    subcommands = {MachineListCommand.class, MachineRemoveCommand.class},
    footerHeading = "%nExamples:%n",
    footer = "  fleetk machine rm 6f9c2d10")
final class MachineCommand extends CommandGroup {}
