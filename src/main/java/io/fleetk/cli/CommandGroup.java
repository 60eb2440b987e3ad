package io.fleetk.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only leads to other commands. */
abstract class CommandGroup implements Runnable {
  @Spec private CommandSpec spec;

  /** A group alone does nothing, and says what it leads to. */
  @Override
  public final void run() {
    throw new ParameterException(
        spec.commandLine(),
        "one of its commands is missing: "
            + String.join(", ", spec.subcommands().keySet().stream().sorted().toList()));
  }
}
