package io.fleetk.cli;

import picocli.CommandLine.Option;

/** A unit order that submits what the fleet does not have. */
abstract class SubmittingCommand extends UnitOrderCommand {
  @Option(
      names = "--replace",
      arity = "0..1",
      paramLabel = "true|false",
      fallbackValue = "true",
      description = "take units that differ here from here; what is the same goes on as it is")
  private boolean replace;

  @Override
  boolean submits() {
    return true;
  }

  @Override
  boolean replaces() {
    return replace;
  }
}
