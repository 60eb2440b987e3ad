package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.unit.Nearest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;

/**
 * A list as fleetctl prints it: the same columns in the same order, cut and aligned alike.
 *
 * @param <T> what has a row
 */
abstract class ListCommand<T> extends FleetkCommand {
  /** What fleetctl prints where there is nothing to tell. */
  static final String NONE = "-";

  private static final int SHORT_HASH = 7;

  @Option(
      names = "--no-legend",
      arity = "0..1",
      paramLabel = "true|false",
      fallbackValue = "true",
      description = "without the line of headings")
  private boolean noLegend;

  @Option(
      names = {"-l", "--full", "--l"},
      arity = "0..1",
      paramLabel = "true|false",
      fallbackValue = "true",
      description = "whole IDs of machines and whole hashes")
  private boolean full;

  private FleetView view;

  /** The columns' names, separated by commas, as {@code --fields} has them. */
  abstract String fields();

  /** What each field says of a row. */
  abstract Map<String, Function<T, String>> cells();

  /** The rows, in order. */
  abstract List<T> rows();

  /** The fleet that is listed. */
  final FleetView view() {
    return view;
  }

  @Override
  public Integer call() throws IOException {
    List<String> names = names();
    List<Function<T, String>> columns = names.stream().map(cells()::get).toList();
    try (Fleet fleet = openFleet()) {
      view = fleet.view();
    }
    var table = new TabbedTable();
    if (!noLegend) {
      table.row(names.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
    }
    for (T row : rows()) {
      table.row(columns.stream().map(column -> column.apply(row)).toList());
    }
    out().print(table.text());
    return ExitCode.OK;
  }

  private List<String> names() {
    List<String> names = new ArrayList<>(List.of(fields().split(",", -1)));
    for (String name : names) {
      if (!cells().containsKey(name)) {
        throw CommandFailure.badInput(
            "there is no field '%s'; %s"
                .formatted(
                    name,
                    Nearest.suggestionOr(
                        name,
                        cells().keySet(),
                        "there are " + String.join(", ", cells().keySet()))));
      }
    }
    return names;
  }

  /** An ID of a machine, or the beginning of it. */
  final String id(String machineId) {
    return full ? machineId : Machine.shortId(machineId) + "...";
  }

  /** A machine's ID and the address that it has while it is present. */
  final String machine(String machineId) {
    return id(machineId)
        + Optional.ofNullable(view.present().get(machineId))
            .map(Machine::address)
            .filter(address -> !address.isEmpty())
            .map(address -> "/" + address)
            .orElse("");
  }

  /** A hash, or the beginning of it. */
  final String hash(String hex) {
    return full || hex.length() <= SHORT_HASH ? hex : hex.substring(0, SHORT_HASH);
  }
}
