package io.fleetk.cli;

import static java.util.stream.Collectors.joining;

import io.fleetk.fleet.Fleet;
import io.fleetk.rollout.Vigil;
import io.fleetk.rollout.Vigil.Standing;
import io.fleetk.time.SystemTimeline;
import io.fleetk.unit.UnitWord;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk wait}: waits until components or units are ready, or gone. */
@Command(
    name = "wait",
    header = "Wait until components or units are ready, or gone.",
    description = {
      "Waits until components or units are ready, or gone, and does nothing to them. A failed unit"
          + " is",
      "waited for too, since somebody may mend it. What is to be ready must be in the fleet"
          + " already.",
      "Exits 4 when the time is over, and says what is missing and why."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk wait kubelet kube-proxy",
      "  fleetk wait kube-apiserver@1.service --for=ready --timeout 90s",
      "  fleetk wait old-component --for=gone"
    })
final class WaitCommand extends FleetkCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "COMPONENT|UNIT",
      description = "components, or units by their whole names")
  private Set<String> words = new LinkedHashSet<>();

  @Option(
      names = "--for",
      paramLabel = "ready|gone",
      description = "what to wait for (default: ready)")
  private Vigil.Goal goal = Vigil.Goal.READY;

  @Option(
      names = {"--timeout", "--wait-timeout"},
      paramLabel = "TIME",
      description = "how long to wait for all of them, such as 90s or 5min (default: 10min)")
  private Duration timeout = Duration.ofMinutes(10);

  @Override
  public Integer call() throws IOException {
    try (Fleet fleet = openFleet();
        SystemTimeline timeline = new SystemTimeline()) {
      List<Standing> left =
          new Vigil(fleet, timeline, goal)
              .keep(awaited(new FleetWords(fleet.view())), timeout, this::tell);
      if (left.isEmpty()) {
        return ExitCode.OK;
      }
      String missing =
          left.stream()
              .map(standing -> standing.word() + ": " + standing.state())
              .collect(joining("; "));
      if (left.stream().anyMatch(Standing::hopeless)) {
        throw CommandFailure.failed(missing);
      }
      throw CommandFailure.timedOut(
          "not %s after %s: %s".formatted(word(), Ages.of(timeout), missing));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
  }

  /** Components as they were typed, and units by their whole names. */
  private Set<String> awaited(FleetWords fleet) {
    Set<String> awaited = new LinkedHashSet<>();
    for (UnitWord word : FleetWords.expanded(words)) {
      if (fleet.hasComponent(word.typed())) {
        awaited.add(word.typed());
      } else if (goal == Vigil.Goal.READY || word.isPattern()) {
        fleet.someUnits(word).forEach(unit -> awaited.add(unit.text()));
      } else {
        awaited.add(word.isUnit() ? word.name() : word.typed());
      }
    }
    return awaited;
  }

  private String word() {
    return switch (goal) {
      case READY -> "ready";
      case GONE -> "gone";
    };
  }

  private void tell(Standing standing) {
    out().println("%s: %s".formatted(standing.word(), standing.state()));
    out().flush();
  }
}
