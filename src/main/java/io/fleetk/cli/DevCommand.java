package io.fleetk.cli;

import picocli.CommandLine.Command;

/** {@code fleetk dev}: an embedded fleet to try things on. */
@Command(
    name = "dev",
    header = "Run a simulated fleet here, to try things on.",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Runs a fleet of simulated machines in one background process on this machine. Engine, agents",
      "and API are the real ones; systemd, its journal and the probes are simulated."
    },
    subcommands = {
      DevUpCommand.class,
      DevDownCommand.class,
      DevStatusCommand.class,
      DevBreakCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk dev up --machines 5", "  fleetk dev break machine m2", "  fleetk dev down"})
final class DevCommand extends CommandGroup {}
