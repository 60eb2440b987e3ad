package io.fleetk.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fleetk verify}: what fleetctl still has, and no longer does. */
@Command(
    name = "verify",
    header = "Say that signatures of units are no longer verified.",
    description = {
      "fleet took signed units once, and fleetctl 1.0 keeps only this command of it, which exits with 2",
      "whatever it is given; so does this one. What is wrong with a unit file, 'fleetk lint' tells instead."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk lint hello.service", "  fleetk lint units/"})
final class VerifyCommand extends FleetkCommand {
  @Parameters(arity = "0..*", paramLabel = "UNIT", description = "units by name")
  private List<String> units = List.of();

  @Override
  public Integer call() {
    throw CommandFailure.badInput(
        "%s not verified: fleet's units are no longer signed; 'fleetk lint FILE' tells what is wrong with one"
            .formatted(
                units.isEmpty()
                    ? "nothing is"
                    : String.join(", ", units) + (units.size() == 1 ? " is" : " are")));
  }
}
