package io.fleetk.cli;

import picocli.CommandLine.Command;

/** {@code fleetk kubernetes}: what a new cluster needs beside its components. */
@Command(
    name = "kubernetes",
    header = "Make the first objects of a Kubernetes cluster.",
    synopsisSubcommandLabel = "COMMAND",
    description = "What a new cluster needs beside its components.",
    subcommands = KubernetesInitCommand.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk kubernetes init units/ --kubeconfig pki/admin.conf",
      "  fleetk kubernetes init units/ --print"
    })
final class KubernetesCommand extends CommandGroup {}
