package io.fleetk.cli;

import picocli.CommandLine.Command;

/** {@code fleetk machine list}: another word for {@code fleetk machines}. */
@Command(
    name = "list",
    header = "List the fleet's machines.",
    description =
        "Lists the fleet's machines, those that are away included; 'fleetk machines' is the same.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk machine list",
      "  fleetk machine list --no-headers",
      "  fleetk machine list -o jsonpath='{.items[*].address}'"
    })
final class MachineListCommand extends MachinesCommand {}
