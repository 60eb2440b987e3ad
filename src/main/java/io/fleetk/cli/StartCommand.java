package io.fleetk.cli;

import io.fleetk.unit.DesiredState;
import picocli.CommandLine.Command;

/** {@code fleetk start}: start units and wait until they are active. */
@Command(
    name = "start",
    header = "Start units and wait until they are active.",
    description = {
      "Submits units that the fleet does not have: from a file of that name, or, for an instance such as",
      "web@1.service, from the template web@.service that the fleet has or that lies beside. Then all are",
      "started at once, without regard to what they need of each other, and waited for. Of units that",
      "the fleet has otherwise than they are here that is said; --replace takes them from here."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk start hello.service",
      "  fleetk start web@{1..3}.service",
      "  fleetk start --replace hello.service    only if it differs from what the fleet has",
      "  fleetk start ./hello.service --no-block"
    })
final class StartCommand extends SubmittingCommand {
  @Override
  DesiredState state() {
    return DesiredState.LAUNCHED;
  }
}
