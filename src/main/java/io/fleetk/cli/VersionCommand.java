package io.fleetk.cli;

import picocli.CommandLine.Command;

/** {@code fleetk version}: the version, in the place where {@code fleetctl version} has it. */
@Command(
    name = "version",
    header = "Print the version.",
    description = "Prints what it is and its version, as fleetctl does, and asks no fleet.",
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk version", "  fleetk version | cut -d ' ' -f 3    the number alone"})
final class VersionCommand extends FleetkCommand {
  @Override
  public Integer call() {
    for (String line : new Version().getVersion()) {
      out().println(line.replaceFirst("^fleetk ", "fleetk version "));
    }
    return ExitCode.OK;
  }
}
