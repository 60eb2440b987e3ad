package io.fleetk.cli;

import static java.util.stream.Collectors.joining;

import io.fleetk.fleet.Machine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleetk list-machines}: the machines that are present, as fleetctl prints them. */
@Command(
    name = "list-machines",
    header = "List the machines that are present, as fleetctl does.",
    description = {
      "A line for each machine, byte for byte as fleetctl list-machines prints it; 'fleetk machines'",
      "tells more, and of those that are away. Fields are ip, machine and metadata."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk list-machines",
      "  fleetk list-machines --no-legend --full",
      "  fleetk list-machines --fields=ip,metadata"
    })
final class ListMachinesCommand extends ListCommand<Machine> {
  @Option(
      names = "--fields",
      paramLabel = "FIELD[,FIELD]",
      description = "the columns, in this order (default: ${DEFAULT-VALUE})",
      defaultValue = "machine,ip,metadata")
  private String fields;

  @Override
  String fields() {
    return fields;
  }

  @Override
  Map<String, Function<Machine, String>> cells() {
    return new TreeMap<>(
        Map.of(
            "machine", machine -> id(machine.id()),
            "ip", machine -> machine.address().isEmpty() ? NONE : machine.address(),
            "metadata", ListMachinesCommand::metadata));
  }

  @Override
  List<Machine> rows() {
    return List.copyOf(view().present().values());
  }

  private static String metadata(Machine machine) {
    return machine.metadata().isEmpty()
        ? NONE
        : machine.metadata().entrySet().stream()
            .map(one -> one.getKey() + "=" + one.getValue())
            .collect(joining(","));
  }
}
