package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetView;
import io.fleetk.plan.StackReport;
import io.fleetk.plan.StatusReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fleetk get}: units, machines, stacks or components. */
@Command(
    name = "get",
    header = "List units, machines, stacks or components.",
    description = {
      "Lists units, machines, stacks or components: all of them, or those that are named. The kind",
      "may be said for one or several, be shortened to its beginning, or stand before a name with"
          + " a",
      "slash. A unit has a row for each of its machines; AGE is how long it has been in its state."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk get units",
      "  fleetk get units kubelet -o wide",
      "  fleetk get component/kubelet -o yaml",
      "  fleetk get machines -o jsonpath='{.items[*].address}'",
      "  fleetk get stacks --no-headers"
    })
final class GetCommand extends FleetkCommand {
  @Parameters(
      index = "0",
      paramLabel = "units|machines|stacks|components",
      description = "what to list; KIND/NAME is one of them")
  private String kind;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "NAME",
      description = {
        "only these: units by their names or their components', machines by name, address, ID or"
            + " its",
        "first digits"
      })
  private List<String> names = new ArrayList<>();

  @Mixin private ListFormat output;

  @Override
  public Integer call() throws IOException {
    Kind.Named wanted = Kind.read(kind, names);
    try (Fleet fleet = openFleet()) {
      print(inventory(fleet.view(), wanted), output);
    }
    return ExitCode.OK;
  }

  private Inventory inventory(FleetView view, Kind.Named wanted) {
    var words = new FleetWords(view);
    List<String> names = wanted.names();
    return switch (wanted.kind()) {
      case UNIT ->
          new UnitInventory(
              names.isEmpty() ? view : words.only(names), surroundings().clock().instant());
      case MACHINE ->
          new MachineInventory(
              view,
              names.isEmpty()
                  ? view.machines().values()
                  : names.stream().map(words::machine).distinct().toList(),
              surroundings().clock().instant());
      case STACK -> {
        List<StackReport> stacks = StackReport.of(StatusReport.of(view));
        yield new StackInventory(
            names.isEmpty()
                ? stacks
                : names.stream().map(name -> FleetWords.stack(name, stacks)).distinct().toList());
      }
      case COMPONENT -> {
        names.forEach(words::component);
        yield new ComponentInventory(StatusReport.of(view).only(names));
      }
    };
  }
}
