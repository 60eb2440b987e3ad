package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
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
import io.fleetk.unit.UnitContent;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that brings units to a desired state, as fleetctl's command of that name does. */
abstract class UnitOrderCommand extends FleetkCommand {
  /** How many units an error names. */
  private static final int MOST_NAMED = 5;

  @Parameters(
      arity = "1..*",
      paramLabel = "UNIT",
      description = "units by name, or the paths of their files")
  private List<String> typed;

  @Option(names = "--no-block", description = "do not wait until the units are there")
  private boolean noBlock;

  @Option(
      names = {"--wait-timeout", "--timeout"},
      paramLabel = "TIME",
      description = "how long to wait for all of them, such as 90s or 5min (default: 10min)")
  private Duration waitTimeout = Duration.ofMinutes(10);

  /** What the units are brought to. */
  abstract DesiredState state();

  /** Whether units that the fleet does not have are submitted, if they can be found. */
  abstract boolean submits();

  /** Whether units that the fleet has are brought to the state, too. */
  boolean changes() {
    return true;
  }

  @Override
  public Integer call() throws StackException, IOException {
    Map<UnitName, String> units = names();
    try (Fleet fleet = openFleet();
        SystemTimeline timeline = new SystemTimeline()) {
      FleetView view = fleet.view();
      List<UnitSubmission> missing = missing(view, units);
      List<UnitName> known =
          units.keySet().stream().filter(name -> view.unit(name).isPresent()).toList();
      UnitOrder order = new UnitOrder(fleet, timeline, state());
      order.give(view, missing, changes() ? known : List.of());
      if (noBlock) {
        units
            .keySet()
            .forEach(name -> out().println("Triggered unit %s %s".formatted(name, words())));
        return ExitCode.OK;
      }
      List<UnitName> awaited =
          changes()
              ? List.copyOf(units.keySet())
              : missing.stream().map(UnitSubmission::name).toList();
      List<Result> left = order.await(awaited, waitTimeout, this::tell);
      return finish(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
  }

  /** Each unit once, in the order in which they were typed. */
  private Map<UnitName, String> names() {
    Map<UnitName, String> units = new LinkedHashMap<>();
    for (String one : typed) {
      try {
        UnitName name = LooseUnits.name(one);
        if (name.isTemplate() && state() != DesiredState.INACTIVE) {
          throw CommandFailure.badInput(
              "%s is a template and runs nowhere; name instances of it, such as %s"
                  .formatted(name, name.withInstance("1")));
        }
        units.putIfAbsent(name, one);
      } catch (IllegalArgumentException e) {
        throw CommandFailure.badInput("'%s' is no unit: %s".formatted(one, e.getMessage()));
      }
    }
    return units;
  }

  private List<UnitSubmission> missing(FleetView view, Map<UnitName, String> units)
      throws StackException, IOException {
    LooseUnits files = new LooseUnits(view);
    List<UnitSubmission> missing = new ArrayList<>();
    List<UnitName> unknown = new ArrayList<>();
    for (Map.Entry<UnitName, String> unit : units.entrySet()) {
      UnitName name = unit.getKey();
      if (view.unit(name).isPresent()) {
        continue;
      }
      Optional<UnitContent> content = submits() ? files.content(unit.getValue()) : Optional.empty();
      content.ifPresentOrElse(
          found -> missing.add(new UnitSubmission(name, found, state(), Optional.empty(), false)),
          () -> unknown.add(name));
    }
    if (!unknown.isEmpty()) {
      throw CommandFailure.badInput(
          "the fleet does not have %s%s"
              .formatted(
                  listed(unknown),
                  submits() ? ", and there is no file of that name nor a template for it" : ""));
    }
    return missing;
  }

  private static String listed(List<UnitName> names) {
    List<String> some = names.stream().limit(MOST_NAMED).map(UnitName::text).toList();
    return String.join(", ", some)
        + (names.size() > MOST_NAMED ? " and %d more".formatted(names.size() - MOST_NAMED) : "");
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

  private int finish(List<Result> left) {
    left.stream().filter(result -> result.standing() == Standing.DONE).forEach(this::tell);
    List<Result> failed =
        left.stream().filter(result -> result.standing() == Standing.FAILED).toList();
    List<Result> waiting =
        left.stream().filter(result -> result.standing() == Standing.WAITING).toList();
    failed.forEach(one -> note("%s failed: %s".formatted(one.unit(), one.reason())));
    waiting.forEach(
        one -> note("%s is not %s yet: %s".formatted(one.unit(), state().wire(), one.reason())));
    if (!failed.isEmpty()) {
      throw CommandFailure.failed(
          "%s failed; 'fleetk status' shows how they are"
              .formatted(Plural.of(failed.size(), "unit")));
    }
    if (!waiting.isEmpty()) {
      throw CommandFailure.timedOut(
          "%s did not get there within %d s; the fleet goes on, and 'fleetk status' shows how far it is"
              .formatted(Plural.of(waiting.size(), "unit"), waitTimeout.toSeconds()));
    }
    return ExitCode.OK;
  }
}
