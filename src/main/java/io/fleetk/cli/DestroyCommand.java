package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.plan.PlanOptions;
import io.fleetk.plan.Planner;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackRenderer;
import io.fleetk.stack.StackSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk destroy}: removes everything that a stack owns. */
@Command(
    name = "destroy",
    header = "Remove everything that a stack owns.",
    description = {
      "Removes every unit that a stack owns, dependents first. Asks on a terminal; without one it",
      "needs --yes. Units of other stacks and of none are not touched."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk destroy units/",
      "  fleetk destroy kubernetes --yes",
      "  fleetk destroy kubernetes --only flannel"
    })
final class DestroyCommand extends FleetkCommand {
  @Parameters(
      index = "0",
      paramLabel = "DIR|STACK",
      description = "the stack's directory, or its name")
  private String stack;

  @Option(
      names = "--only",
      arity = "1",
      split = ",",
      paramLabel = "COMPONENT",
      description = "only these components; may be repeated")
  private Set<String> only = new LinkedHashSet<>();

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  private boolean yes;

  @Option(names = "--dry-run", description = "only show what would be done")
  private boolean dryRun;

  @Mixin private RolloutArguments rollout;

  @Override
  public Integer call() throws StackException, IOException {
    String name = name();
    try (Fleet fleet = openFleet()) {
      var options = new PlanOptions(true, only, fleet.extensions().isEmpty(), true);
      var execution =
          new PlanExecution(this, fleet, () -> Planner.destroy(name, fleet.view(), options));
      execution.refuse();
      execution.show();
      if (dryRun) {
        return ExitCode.OK;
      }
      execution.confirm(yes);
      return execution.run(
          rollout.options(Optional.empty()),
          "destruction of stack " + name,
          () -> {
            execution.show();
            execution.confirm(yes);
          });
    }
  }

  /** A directory stands for the stack in it; everything else is a stack's name. */
  private String name() throws StackException, IOException {
    return stack.contains("/") || Files.isDirectory(Path.of(stack))
        ? StackRenderer.render(StackSource.of(Path.of(stack)), membersIfAny()).name()
        : stack;
  }
}
