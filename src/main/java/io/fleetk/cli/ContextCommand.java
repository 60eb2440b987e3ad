package io.fleetk.cli;

import picocli.CommandLine.Command;

/** {@code fleetk context}: fleets by name. */
@Command(
    name = "context",
    header = "Keep fleets by name, and say which is used.",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Keeps how fleets are reached under names, in ~/.config/fleetk/config.yaml. The current one is",
      "used when neither an option nor a variable names a fleet."
    },
    subcommands = {
      ContextListCommand.class,
      ContextUseCommand.class,
      ContextSetCommand.class,
      ContextShowCommand.class,
      ContextRemoveCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk context set prod --endpoint https://10.0.0.1:49153 --ca-file ca.pem --stack units/",
      "  fleetk context use prod        what names no other fleet goes there from now on",
      "  fleetk context show            what is used now, and who says so",
      "  fleetk context use none        and there no more"
    })
final class ContextCommand extends CommandGroup {}
