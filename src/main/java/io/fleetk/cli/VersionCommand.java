package io.fleetk.cli;

import picocli.CommandLine.Command;

/** {@code fleetk version}: the version, as {@code fleetk --version} prints it. */
@Command(
    name = "version",
    header = "Print the version.",
    description = "Prints what 'fleetk --version' prints, and asks no fleet.",
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk version", "  fleetk version | cut -d ' ' -f 2    the number alone"})
final class VersionCommand extends FleetkCommand {
  @Override
  public Integer call() {
    for (String line : new Version().getVersion()) {
      out().println(line);
    }
    return ExitCode.OK;
  }
}
