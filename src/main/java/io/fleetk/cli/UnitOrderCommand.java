package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetUnit;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitSubmission;
import io.fleetk.rollout.UnitOrder;
import io.fleetk.rollout.UnitOrder.Result;
import io.fleetk.rollout.UnitOrder.Standing;
import io.fleetk.stack.LooseUnits;
import io.fleetk.stack.StackException;
import io.fleetk.time.SystemTimeline;
import io.fleetk.unit.DesiredState;
import io.fleetk.unit.Policy;
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitWord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that brings units to a desired state, as fleetctl's command of that name does. */
abstract class UnitOrderCommand extends FleetkCommand {
  private static final Duration USUAL_PATIENCE = Duration.ofMinutes(10);

  @Parameters(
      arity = "1..*",
      paramLabel = "UNIT",
      description =
          "units by name, or the paths of their files; web@{1..3} stands for three, and a quoted"
              + " 'web@*' for all that are called so")
  private List<String> typed;

  @Option(
      names = "--no-block",
      arity = "0..1",
      paramLabel = "true|false",
      fallbackValue = "true",
      description = "do not wait until the units are there")
  private boolean noBlock;

  @Option(
      names = {"--wait-timeout", "--timeout"},
      paramLabel = "TIME",
      description = "how long to wait for all of them, such as 90s or 5min (default: 10min)")
  private Duration waitTimeout;

  @Mixin private BlockAttempts blockAttempts;

  private final List<UnitSubmission> submitted = new ArrayList<>();
  private final List<UnitName> known = new ArrayList<>();
  private final List<String> impossible = new ArrayList<>();
  private final Set<UnitName> compared = new HashSet<>();

  /** What the units are brought to. */
  abstract DesiredState state();

  /** Whether units that the fleet does not have are submitted, if they can be found. */
  boolean submits() {
    return false;
  }

  /** Whether units that the fleet has are brought to the state, too. */
  boolean changes() {
    return true;
  }

  /** Whether units that the fleet has otherwise get the content that is found here. */
  boolean replaces() {
    return false;
  }

  /** Why a unit that the fleet has cannot be brought to the state; empty when it can. */
  Optional<String> impossible(FleetUnit unit) {
    return Optional.empty();
  }

  @Override
  public Integer call() throws StackException, IOException {
    Duration patience = blockAttempts.orElse(Optional.ofNullable(waitTimeout), USUAL_PATIENCE);
    try (Fleet fleet = openFleet();
        SystemTimeline timeline = new SystemTimeline()) {
      FleetView view = fleet.view();
      Map<UnitName, UnitWord> units = names(new FleetWords(view));
      sort(view, units);
      Set<UnitName> ordered = new HashSet<>(known);
      submitted.forEach(one -> ordered.add(one.name()));
      List<UnitName> awaited = units.keySet().stream().filter(ordered::contains).toList();
      UnitOrder order = new UnitOrder(fleet, timeline, state());
      order.give(view, submitted, known);
      if (noBlock) {
        awaited.stream()
            .filter(name -> !order.refused().containsKey(name))
            .forEach(name -> out().println("Triggered unit %s %s".formatted(name, words())));
        order.refused().forEach((name, why) -> impossible.add("%s: %s".formatted(name, why)));
        return finish(List.of(), patience);
      }
      return finish(order.await(awaited, patience, this::tell), patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
  }

  /** Each unit once, in the order in which they were typed. */
  private Map<UnitName, UnitWord> names(FleetWords fleetWords) {
    Map<UnitName, UnitWord> units = new LinkedHashMap<>();
    for (UnitWord word : FleetWords.expanded(typed)) {
      if (word.isPattern()) {
        fleetWords.matches(word).stream()
            .filter(name -> !changes() || !name.isTemplate())
            .filter(name -> impossible(fleetWords.view().units().get(name)).isEmpty())
            .forEach(name -> units.putIfAbsent(name, word.meaning(name)));
        continue;
      }
      UnitName name = FleetWords.named(word);
      if (name.isTemplate() && state() != DesiredState.INACTIVE) {
        throw CommandFailure.badInput(
            "%s is a template and runs nowhere; name instances of it, such as %s"
                .formatted(name, name.withInstance("1")));
      }
      units.putIfAbsent(name, word);
    }
    return units;
  }

  /** Sorts out what is to be done of each unit; of nothing, when one is not to be found. */
  private void sort(FleetView view, Map<UnitName, UnitWord> units)
      throws StackException, IOException {
    LooseUnits files = new LooseUnits(view);
    List<UnitName> unknown = new ArrayList<>();
    for (Map.Entry<UnitName, UnitWord> one : units.entrySet()) {
      UnitName name = one.getKey();
      Optional<FleetUnit> has = view.unit(name);
      if (has.isEmpty()) {
        Optional<UnitContent> content =
            submits() ? files.content(one.getValue()) : Optional.empty();
        compareTemplate(files, one.getValue(), view);
        content.ifPresentOrElse(
            found ->
                submitted.add(new UnitSubmission(name, found, state(), Optional.empty(), false)),
            () -> unknown.add(name));
      } else if (impossible(has.get()).isPresent()) {
        impossible.add(impossible(has.get()).get());
      } else if (!replaces() || !replaced(files, one.getValue(), has.get())) {
        compare(files, one.getValue(), has.get());
        if (changes()) {
          known.add(name);
        }
      }
    }
    if (!unknown.isEmpty()) {
      throw new FleetWords(view)
          .unknown(
              unknown,
              submits() ? ", and there is no file of that name nor a template for it" : "");
    }
  }

  /** Warns, once, of a template that the fleet has otherwise than it stands here. */
  private void compareTemplate(LooseUnits files, UnitWord word, FleetView view) throws IOException {
    Optional<FleetUnit> template = FleetWords.named(word).template().flatMap(view::unit);
    if (template.isPresent() && !files.hasOwnFile(word) && compared.add(template.get().name())) {
      files
          .different(word, template.get().content())
          .ifPresent(
              path ->
                  note(
                      "%s in the fleet differs from %s here, and is what is used; 'fleetk submit --replace %s' takes it from here"
                          .formatted(template.get().name(), path, path)));
    }
  }

  /** Warns of a unit that the fleet has otherwise than it stands here. */
  private void compare(LooseUnits files, UnitWord word, FleetUnit has) throws IOException {
    if (submits() && !replaces() && has.stack().isEmpty()) {
      Optional<Path> file = files.different(word, has.content());
      file.ifPresent(
          path ->
              note(
                  "%s in the fleet differs from %s here; --replace takes it from here"
                      .formatted(has.name(), path)));
    }
  }

  /** Whether the unit that the fleet has is submitted anew, as it differs from what is here. */
  private boolean replaced(LooseUnits files, UnitWord word, FleetUnit has)
      throws StackException, IOException {
    UnitContent content =
        files
            .here(word)
            .map(here -> owned(here, has))
            .orElseThrow(
                () ->
                    CommandFailure.badInput(
                        "there is no file of %s here, nor of its template, to replace it by"
                            .formatted(has.name())));
    if (content.unitHash().equals(has.content().unitHash())) {
      note("%s is the same in the fleet: nothing to replace".formatted(has.name()));
      return false;
    }
    if (has.desiredState().compareTo(state()) > 0) {
      note(
          "%s is not replaced, as it is %s: use 'fleetk %s --replace'"
              .formatted(
                  has.name(),
                  has.desiredState().wire(),
                  has.desiredState() == DesiredState.LAUNCHED ? "start" : "load"));
      return false;
    }
    submitted.add(new UnitSubmission(has.name(), content, state(), has.stack(), false));
    return true;
  }

  /** A unit of a stack stays one: whose it is stands in its text. */
  private static UnitContent owned(UnitContent content, FleetUnit has) {
    return has.stack()
        .map(stack -> content.file().with(Policy.SECTION, "Stack", stack))
        .map(file -> new UnitContent(file, content.files()))
        .orElse(content);
  }

  private void tell(Result result) {
    if (result.machines().isEmpty()) {
      out().println("Unit %s %s".formatted(result.unit(), state().wire()));
    }
    for (Machine machine : result.machines()) {
      out()
          .println(
              "Unit %s %s on %s.../%s"
                  .formatted(result.unit(), state().wire(), machine.shortId(), machine.address()));
    }
    out().flush();
  }

  private int finish(List<Result> left, Duration patience) {
    left.stream().filter(result -> result.standing() == Standing.DONE).forEach(this::tell);
    List<Result> failed =
        left.stream().filter(result -> result.standing() == Standing.FAILED).toList();
    List<Result> waiting =
        left.stream().filter(result -> result.standing() == Standing.WAITING).toList();
    impossible.forEach(this::note);
    failed.forEach(one -> note("%s failed: %s".formatted(one.unit(), one.reason())));
    waiting.forEach(
        one -> note("%s is not %s yet: %s".formatted(one.unit(), state().wire(), one.reason())));
    int failures = failed.size() + impossible.size();
    if (failures > 0) {
      throw CommandFailure.unitsFailed(failures);
    }
    if (!waiting.isEmpty()) {
      throw CommandFailure.timedOut(
          "%s did not get there within %d s; the fleet goes on, and 'fleetk status' shows how far it is"
              .formatted(Plural.of(waiting.size(), "unit"), patience.toSeconds()));
    }
    return ExitCode.OK;
  }
}
