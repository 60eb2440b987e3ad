package io.fleetk.cli;

import io.fleetk.daemon.DevProcess;
import io.fleetk.daemon.DevState;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleetk dev down}: stops the embedded fleet. */
@Command(
    name = "down",
    header = "Stop the dev fleet.",
    description = {
      "Stops the dev fleet. Its machines and units are kept, and 'fleetk dev up' goes on with them,",
      "unless they are to be forgotten."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk dev down", "  fleetk dev down --forget"})
final class DevDownCommand extends FleetkCommand {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Option(names = "--forget", description = "forget its machines and units too")
  private boolean forget;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var process = new DevProcess(DevState.directory(surroundings().environment()));
    boolean ran = process.stop(PATIENCE);
    if (forget) {
      process.forget();
    }
    out()
        .println(
            (ran ? "The dev fleet is down" : "No dev fleet ran")
                + (forget ? ", and what was kept of it is gone." : "."));
    return ExitCode.OK;
  }
}
