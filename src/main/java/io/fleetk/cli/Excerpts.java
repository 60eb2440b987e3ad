package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.plan.StatusReport;
import io.fleetk.plan.StatusReport.Instance;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The last lines of some journals, to go with a status. They are asked for all at once and not
 * waited for long: what cannot be had in time is left out.
 *
 * @param lines the lines by unit and machine
 */
record Excerpts(Map<Place, List<String>> lines) {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int MOST_JOURNALS = 20;

  /** None. */
  static final Excerpts NONE = new Excerpts(Map.of());

  /** Whether an instance's journal belongs to its status: it failed, or does so again and again. */
  static boolean isTelling(Instance instance) {
    return instance
        .status()
        .filter(status -> status.failed() || status.subState().startsWith("auto-restart"))
        .isPresent();
  }

  /** Where the journals are that belong to a report. */
  static List<Place> telling(StatusReport report) {
    return report.components().stream()
        .flatMap(component -> component.instances().stream())
        .filter(Excerpts::isTelling)
        .map(Instance::status)
        .flatMap(Optional::stream)
        .map(UnitStatus::place)
        .toList();
  }

  /** The last lines of journals; of the first twenty, if there are more. */
  static Excerpts read(Fleet fleet, Collection<Place> places, int count)
      throws InterruptedException {
    Optional<FleetExtensions> extensions = places.isEmpty() ? Optional.empty() : fleet.extensions();
    if (extensions.isEmpty()) {
      return NONE;
    }
    List<Place> wanted = places.stream().limit(MOST_JOURNALS).toList();
    List<Callable<List<String>>> questions =
        wanted.stream()
            .<Callable<List<String>>>map(
                place -> () -> extensions.get().journal(place.unit(), place.machineId(), count))
            .toList();
    Map<Place, List<String>> lines = new TreeMap<>();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Future<List<String>>> answers =
          threads.invokeAll(questions, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      for (int i = 0; i < wanted.size(); i++) {
        try {
          lines.put(wanted.get(i), answers.get(i).get());
        } catch (CancellationException e) {
          // It was too slow.
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof FleetException)) {
            throw new IllegalStateException(e.getCause());
          }
        }
      }
    } finally {
      threads.shutdownNow();
    }
    return new Excerpts(lines);
  }

  /** The lines of an instance; none when they were not asked for or could not be had. */
  List<String> of(Instance instance) {
    return instance.status().map(UnitStatus::place).map(lines::get).orElse(List.of());
  }
}
