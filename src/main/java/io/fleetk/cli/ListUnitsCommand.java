package io.fleetk.cli;

import io.fleetk.fleet.UnitStatus;
import io.fleetk.unit.Hash;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleetk list-units}: what machines say of units, as fleetctl prints it. */
@Command(
    name = "list-units",
    header = "List what machines say of units, as fleetctl does.",
    description = {
      "A line for each unit on each machine that has it, byte for byte as fleetctl list-units prints",
      "it; 'fleetk status' tells more. Fields are active, hash, load, machine, sub and unit."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk list-units",
      "  fleetk list-units --no-legend --full",
      "  fleetk list-units --fields=unit,machine,active,hash"
    })
final class ListUnitsCommand extends ListCommand<UnitStatus> {
  @Option(
      names = "--fields",
      paramLabel = "FIELD[,FIELD]",
      description = "the columns, in this order (default: ${DEFAULT-VALUE})",
      defaultValue = "unit,machine,active,sub")
  private String fields;

  @Override
  String fields() {
    return fields;
  }

  @Override
  Map<String, Function<UnitStatus, String>> cells() {
    return new TreeMap<>(
        Map.of(
            "unit",
            status -> status.unit().text(),
            "load",
            UnitStatus::loadState,
            "active",
            UnitStatus::activeState,
            "sub",
            UnitStatus::subState,
            "machine",
            status -> status.machineId().isEmpty() ? NONE : machine(status.machineId()),
            "hash",
            status -> status.unitHash().map(Hash::hex).map(this::hash).orElse(NONE)));
  }

  @Override
  List<UnitStatus> rows() {
    return List.copyOf(view().statuses().values());
  }
}
