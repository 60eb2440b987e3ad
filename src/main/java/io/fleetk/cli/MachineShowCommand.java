package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetView;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fleetk machine show}: everything about one machine. */
@Command(
    name = "show",
    header = "Tell everything about a machine.",
    description = "Tells everything about a machine, as 'fleetk describe machine' does.",
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk machine show m1", "  fleetk machine show 10.0.0.7"})
final class MachineShowCommand extends FleetkCommand {
  @Parameters(
      paramLabel = "MACHINE",
      description = "the machine, by name, address, ID or its first digits")
  private String word;

  @Override
  public Integer call() throws IOException {
    try (Fleet fleet = openFleet()) {
      FleetView view = fleet.view();
      new Descriptions(view, surroundings().clock().instant(), paint(), columns())
          .machine(new FleetWords(view).machine(word))
          .forEach(out()::println);
    }
    return ExitCode.OK;
  }
}
