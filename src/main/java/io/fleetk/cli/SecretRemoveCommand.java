package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.Secret;
import io.fleetk.unit.Nearest;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk secret rm}: forgets secrets. */
@Command(
    name = "rm",
    header = "Remove secrets that no unit names.",
    description = {
      "Removes secrets. One that a unit names is refused, unless --force is given: machines then",
      "keep what they have, and an apply of a unit that names it is refused."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk secret rm registry/password",
      "  fleetk secret rm kubernetes/sa.key --force"
    })
final class SecretRemoveCommand extends FleetkCommand {
  @Parameters(arity = "1..*", paramLabel = "SECRET", description = "secrets")
  private List<String> names;

  @Option(names = "--force", description = "also when units name them")
  private boolean force;

  @Override
  public Integer call() throws IOException {
    try (Fleet fleet = openFleet()) {
      FleetSecrets secrets = Secrets.of(fleet);
      List<String> known = secrets.list().stream().map(Secret::name).toList();
      for (String name : names) {
        if (!known.contains(name)) {
          throw CommandFailure.badInput(
              Nearest.to(name, known)
                  .map(near -> "no secret '%s'; did you mean '%s'?".formatted(name, near))
                  .orElse(
                      "no secret '%s'; 'fleetk secret list -o name' lists them".formatted(name)));
        }
      }
      for (String name : names) {
        secrets.remove(name, force);
        out().println("secret %s removed".formatted(name));
      }
    }
    return ExitCode.OK;
  }
}
