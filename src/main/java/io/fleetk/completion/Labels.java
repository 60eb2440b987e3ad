package io.fleetk.completion;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/** Looks after the labels that completion goes by. */
public final class Labels {
  private Labels() {}

  /**
   * The arguments of a command, and of those below it, whose labels say nothing that is known: a
   * name could be completed there, if it were called what it is.
   */
  public static List<String> unknown(CommandLine command) {
    List<String> unknown = new ArrayList<>();
    for (ArgSpec argument : command.getCommandSpec().args()) {
      boolean flag = argument.isOption() && argument.arity().max() == 0;
      List<String> parts = flag ? List.of() : Label.of(argument.paramLabel()).unknown();
      if (!parts.isEmpty()) {
        unknown.add(
            "%s: %s".formatted(command.getCommandSpec().qualifiedName(" "), argument.paramLabel()));
      }
    }
    command.getSubcommands().values().forEach(below -> unknown.addAll(unknown(below)));
    return unknown;
  }
}
