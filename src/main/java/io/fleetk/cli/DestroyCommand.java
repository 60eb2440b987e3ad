package io.fleetk.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.plan.PlanOptions;
import io.fleetk.plan.Planner;
import io.fleetk.rollout.UnitRemoval;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackRenderer;
import io.fleetk.stack.StackSource;
import io.fleetk.time.SystemTimeline;
import io.fleetk.unit.Nearest;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk destroy}: removes units, or everything that a stack owns. */
@Command(
    name = "destroy",
    header = "Remove units, or everything that a stack owns.",
    description = {
      "Units are removed at once, without a question, as by fleetctl; one that is not there is no",
      "error. Of a stack every unit that it owns is removed, dependents first; that is asked for on",
      "a terminal, and without one it needs --yes. A word with a type or a pattern means units, a",
      "folder the stack in it, and any other word the stack of that name, or else the service."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk destroy hello.service web@{1..3}.service",
      "  fleetk destroy --dry-run 'kube-proxy*'",
      "  fleetk destroy kubernetes --only kube-proxy --yes",
      "  fleetk destroy units/ --yes"
    })
final class DestroyCommand extends FleetkCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "UNIT|DIR|STACK",
      description =
          "units by name; web@{1..3}.service stands for three, and a quoted 'web@*' for all that are"
              + " called so. Or a stack's directory, or its name")
  private List<String> typed = new ArrayList<>();

  @Option(
      names = "--stack",
      paramLabel = "NAME",
      description = "the stack of this name, where a service has it too")
  private String named;

  @Option(
      names = "--only",
      arity = "1",
      split = ",",
      paramLabel = "COMPONENT",
      description = "of a stack only these components; may be repeated")
  private Set<String> only = new LinkedHashSet<>();

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  private boolean yes;

  @Option(names = "--dry-run", description = "only show what would be done")
  private boolean dryRun;

  @Option(
      names = "--no-block",
      arity = "0..1",
      paramLabel = "true|false",
      fallbackValue = "true",
      description = "do not wait until machines have let go of the units")
  private boolean noBlock;

  @Mixin private BlockAttempts blockAttempts;

  @Mixin private RolloutArguments rollout;

  @Override
  public Integer call() throws StackException, IOException {
    List<UnitWord> words = FleetWords.expanded(typed);
    if (words.isEmpty() != (named != null)) {
      throw CommandFailure.badInput(
          words.isEmpty()
              ? "nothing to destroy is named; name units, a stack or its directory"
              : "--stack %s and '%s' are two things: give one of them"
                  .formatted(named, words.getFirst()));
    }
    Optional<String> stack = Optional.ofNullable(named);
    List<UnitWord> units = new ArrayList<>();
    for (UnitWord word : words) {
      if (isFolder(word)) {
        stack = Optional.of(only(stack, nameIn(Path.of(word.typed()))));
      } else {
        units.add(word);
      }
    }
    try (Fleet fleet = openFleet()) {
      FleetView view = fleet.view();
      for (UnitWord word : List.copyOf(units)) {
        if (isStack(word, view)) {
          units.remove(word);
          stack = Optional.of(only(stack, word.typed()));
        }
      }
      if (stack.isEmpty()) {
        return destroy(units, fleet, view);
      }
      if (!units.isEmpty()) {
        throw CommandFailure.badInput(
            "%s is a stack and %s a unit: destroy them by two commands"
                .formatted(stack.get(), units.getFirst().name()));
      }
      return destroy(stack.get(), fleet);
    }
  }

  private static String only(Optional<String> before, String stack) {
    if (before.filter(other -> !other.equals(stack)).isPresent()) {
      throw CommandFailure.badInput(
          "%s and %s are two stacks: destroy them by two commands".formatted(before.get(), stack));
    }
    return stack;
  }

  /** A folder stands for the stack in it; the path of a unit file for the unit. */
  private static boolean isFolder(UnitWord word) {
    return Files.isDirectory(Path.of(word.typed()))
        || (word.typed().contains("/") && !word.isUnit());
  }

  private String nameIn(Path folder) throws StackException, IOException {
    return StackRenderer.render(StackSource.of(folder), membersIfAny()).name();
  }

  /** Whether a word that is no folder means a stack; otherwise it means units. */
  private static boolean isStack(UnitWord word, FleetView view) {
    if (word.isUnit()) {
      return false;
    }
    boolean unit = view.units().keySet().stream().anyMatch(word::means);
    boolean stack = !view.ownedBy(word.typed()).isEmpty();
    if (unit && stack) {
      throw CommandFailure.badInput(
          "'%s' is a stack and a unit: say '--stack %s' or '%s'"
              .formatted(word, word, word.name()));
    }
    if (!unit && !stack) {
      Set<String> names = new TreeSet<>();
      view.units()
          .values()
          .forEach(
              one -> {
                names.add(one.name().text());
                one.stack().ifPresent(names::add);
              });
      throw CommandFailure.badInput(
          "no stack and no unit '%s' in this fleet; %s"
              .formatted(
                  word, Nearest.suggestionOr(word.typed(), names, "'fleetk status' lists them")));
    }
    return stack;
  }

  private int destroy(String stack, Fleet fleet) throws IOException {
    if (noBlock) {
      throw CommandFailure.badInput("--no-block is for units: a stack goes component by component");
    }
    var options = new PlanOptions(true, only, fleet.extensions().isEmpty(), true);
    var execution =
        new PlanExecution(this, fleet, () -> Planner.destroy(stack, fleet.view(), options));
    execution.refuse();
    execution.show();
    if (dryRun) {
      return ExitCode.OK;
    }
    execution.confirm(yes);
    return execution.run(
        rollout.options(Optional.empty(), blockAttempts),
        "destruction of stack " + stack,
        () -> {
          execution.show();
          execution.confirm(yes);
        });
  }

  private int destroy(List<UnitWord> words, Fleet fleet, FleetView view) {
    if (!only.isEmpty() || rollout.limitsLock()) {
      throw CommandFailure.badInput(
          "%s is for stacks, and %s is a unit"
              .formatted(only.isEmpty() ? "--lock-timeout" : "--only", words.getFirst().name()));
    }
    Duration patience = rollout.patience(blockAttempts);
    List<UnitName> units = there(words, view);
    if (dryRun) {
      units.forEach(unit -> out().println("Would destroy %s".formatted(unit)));
      return ExitCode.OK;
    }
    noteStacks(units, view);
    try (SystemTimeline timeline = new SystemTimeline()) {
      var removal = new UnitRemoval(fleet, timeline);
      Map<UnitName, String> refused = units.isEmpty() ? Map.of() : removal.carryOut(units);
      List<UnitName> destroyed = units.stream().filter(unit -> !refused.containsKey(unit)).toList();
      List<UnitName> left = List.of();
      if (noBlock || destroyed.isEmpty()) {
        destroyed.forEach(this::tell);
      } else {
        left = removal.await(destroyed, patience, this::tell);
      }
      return finish(refused, left, patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
  }

  /** Those of the units that the fleet has, in the order in which they were typed. */
  private List<UnitName> there(List<UnitWord> words, FleetView view) {
    Set<UnitName> units = new LinkedHashSet<>();
    List<String> absent = new ArrayList<>();
    for (UnitWord word : words) {
      FleetWords.refuseFolder(word);
      List<UnitName> meant = view.units().keySet().stream().filter(word::means).toList();
      if (meant.isEmpty()) {
        absent.add(word.isPattern() ? "'%s'".formatted(word) : FleetWords.named(word).text());
      }
      units.addAll(meant);
    }
    if (!absent.isEmpty()) {
      note(
          "%sthe fleet does not have %s"
              .formatted(units.isEmpty() ? "nothing to destroy: " : "", String.join(", ", absent)));
    }
    return List.copyOf(units);
  }

  private void noteStacks(List<UnitName> units, FleetView view) {
    Map<String, List<UnitName>> byStack =
        units.stream()
            .map(view.units()::get)
            .filter(unit -> unit.stack().isPresent())
            .collect(
                groupingBy(
                    unit -> unit.stack().orElseThrow(),
                    TreeMap::new,
                    mapping(FleetUnit::name, toList())));
    byStack.forEach(
        (stack, owned) ->
            note(
                "%s %s to stack %s, whose next 'fleetk apply' brings %s back"
                    .formatted(
                        FleetWords.listed(owned),
                        owned.size() == 1 ? "belongs" : "belong",
                        stack,
                        owned.size() == 1 ? "it" : "them")));
  }

  private void tell(UnitName unit) {
    out().println("Destroyed %s".formatted(unit));
    out().flush();
  }

  private int finish(Map<UnitName, String> refused, List<UnitName> left, Duration patience) {
    refused.forEach((unit, why) -> note("%s is not destroyed: %s".formatted(unit, why)));
    if (!refused.isEmpty()) {
      throw CommandFailure.failed(
          "%s could not be destroyed".formatted(Plural.of(refused.size(), "unit")));
    }
    if (!left.isEmpty()) {
      throw CommandFailure.timedOut(
          "the fleet has forgotten %s, but after %d s machines still have %s; 'fleetk list-units' shows which"
              .formatted(
                  FleetWords.listed(left), patience.toSeconds(), left.size() == 1 ? "it" : "them"));
    }
    return ExitCode.OK;
  }
}
