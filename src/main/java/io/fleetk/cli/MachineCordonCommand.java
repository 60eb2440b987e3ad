package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.Machine;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fleetk machine cordon}: keeps new units away from machines. */
@Command(
    name = "cordon",
    header = "Keep new units away from machines.",
    description = {
      "Keeps new units away from machines until 'fleetk machine uncordon'. The units that they"
          + " have",
      "stay there."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk machine cordon m2", "  fleetk machine cordon 10.0.0.11 10.0.0.12"})
class MachineCordonCommand extends FleetkCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "MACHINE",
      description = "machines by name, address, ID or its first digits")
  private List<String> words;

  /** Whether the machines are cordoned from now on. */
  boolean cordons() {
    return true;
  }

  @Override
  public final Integer call() throws IOException {
    try (Fleet fleet = openFleet()) {
      FleetExtensions extensions = extensions(fleet, "knows no cordons");
      List<Machine> machines =
          words.stream().map(new FleetWords(fleet.view())::machine).distinct().toList();
      for (Machine machine : machines) {
        extensions.setCordon(machine.id(), cordons());
        out()
            .println(
                "machine %s %s"
                    .formatted(machine.shortId(), cordons() ? "cordoned" : "uncordoned"));
      }
    }
    return ExitCode.OK;
  }
}
