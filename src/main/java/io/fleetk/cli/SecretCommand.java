package io.fleetk.cli;

import picocli.CommandLine.Command;

/** {@code fleetk secret}: what units need and nobody else may read. */
@Command(
    name = "secret",
    header = "Put, list and remove secrets, which units get by Secret=.",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Keeps what must not stand in a unit file: encrypted in the fleet's store, and delivered only",
      "to machines on which a unit that names it (Secret=) is scheduled. A secret goes in and is",
      "never shown again."
    },
    subcommands = {
      SecretPutCommand.class,
      SecretListCommand.class,
      SecretRemoveCommand.class,
      SecretKeygenCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk secret put kubernetes/apiserver.key pki/apiserver.key",
      "  fleetk secret put --dir pki/ --prefix kubernetes/",
      "  fleetk secret list"
    })
final class SecretCommand extends CommandGroup {}
