package io.fleetk.cli;

import picocli.CommandLine.Command;

/** {@code fleetk pki}: the cluster's keys and certificates. */
@Command(
    name = "pki",
    header = "Make, renew and show the cluster's keys and certificates.",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Keeps the keys and certificates of a cluster in a folder, named as kubeadm names them.",
    subcommands = {PkiInitCommand.class, PkiRenewCommand.class, PkiShowCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk pki init units/ --out pki/",
      "  fleetk pki show --out pki/ --warn-before 30d",
      "  fleetk pki renew --out pki/"
    })
final class PkiCommand extends CommandGroup {}
