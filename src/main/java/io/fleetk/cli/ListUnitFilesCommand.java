package io.fleetk.cli;

import io.fleetk.fleet.FleetUnit;
import io.fleetk.v1.UnitEntity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleetk list-unit-files}: the units that the fleet has, as fleetctl prints them. */
@Command(
    name = "list-unit-files",
    header = "List the units that the fleet has, as fleetctl does.",
    description = {
      "A line for each unit, on a machine or not, byte for byte as fleetctl list-unit-files prints",
      "it. Fields are desc, dstate, global, hash, state, target and unit."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk list-unit-files",
      "  fleetk list-unit-files --no-legend --fields=unit,dstate,state",
      "  fleetk list-unit-files --full --fields=unit,global,desc"
    })
final class ListUnitFilesCommand extends ListCommand<FleetUnit> {
  private static final String OLD_TARGET = "tmachine";

  @Option(
      names = "--fields",
      paramLabel = "FIELD[,FIELD]",
      description = "the columns, in this order (default: ${DEFAULT-VALUE})",
      defaultValue = "unit,hash,dstate,state,target")
  private String fields;

  @Override
  String fields() {
    return fields;
  }

  @Override
  Map<String, Function<FleetUnit, String>> cells() {
    return new TreeMap<>(
        Map.of(
            "unit",
            unit -> unit.name().text(),
            "global",
            unit -> Boolean.toString(unit.placement().global()),
            "dstate",
            unit -> unit.desiredState().wire(),
            "target",
            this::target,
            OLD_TARGET,
            this::target,
            "state",
            unit -> orNone(UnitEntity.of(unit, view()).currentState()),
            "hash",
            unit -> hash(unit.content().unitHash().hex()),
            "desc",
            unit ->
                orNone(
                    unit.content().file().values("Unit", "Description").stream()
                        .findFirst()
                        .orElse(""))));
  }

  @Override
  List<FleetUnit> rows() {
    if (List.of(fields.split(",", -1)).contains(OLD_TARGET)) {
      note("the field tmachine is called target now");
    }
    return List.copyOf(view().units().values());
  }

  private String target(FleetUnit unit) {
    if (unit.placement().global()) {
      return "global";
    }
    return unit.assignments().keySet().stream().findFirst().map(this::machine).orElse(NONE);
  }

  private static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }
}
