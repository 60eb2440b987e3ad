package io.fleetk.cli;

import io.fleetk.daemon.ConfigurationException;
import io.fleetk.daemon.DaemonProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleetk daemon}: makes this machine part of a fleet. */
@Command(
    name = "daemon",
    header = "Make this machine part of a fleet.",
    description = {
      "Runs engine, agent and API of a fleet on this machine, until SIGTERM; its units go on then.",
      "Reads /etc/fleetk/fleetk.conf, else fleet's /etc/fleet/fleet.conf, and over that FLEET_* and",
      "FLEETK_* from the environment; SIGHUP reads them again. Needs root, systemd and an etcd."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk daemon",
      "  fleetk daemon --config /etc/fleetk/fleetk.conf",
      "  FLEETK_ETCD_SERVERS=http://10.0.0.1:2379 fleetk daemon",
      "  fleetk daemon --purge    stop and remove the fleet's units here, and leave the fleet"
    })
final class DaemonCommand extends FleetkCommand {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the configuration, instead of the usual files")
  private Path config;

  @Option(
      names = "--purge",
      description = "stop and remove every unit that the fleet runs here, and leave the fleet")
  private boolean purge;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (config != null && !Files.isReadable(config)) {
      throw CommandFailure.badInput(
          "%s: no file that can be read; check the path".formatted(config));
    }
    var process = new DaemonProcess(Optional.ofNullable(config), surroundings().environment());
    try {
      if (purge) {
        return tell(process.purge());
      }
      process.run();
      return ExitCode.OK;
    } catch (ConfigurationException e) {
      e.problems().forEach(err()::println);
      throw CommandFailure.badInput(
          "the configuration cannot be used: %s above; mend it and start again"
              .formatted(Plural.of(e.problems().size(), "problem")));
    }
  }

  private int tell(Set<String> left) {
    if (!left.isEmpty()) {
      throw CommandFailure.failed(
          "these had not ended and are still there: %s; try again"
              .formatted(String.join(", ", left)));
    }
    out().println("This machine has left the fleet, and its units are gone.");
    return ExitCode.OK;
  }
}
