package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetView;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitWord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fleetk cat}: the text of units. */
@Command(
    name = "cat",
    header = "Print the text of units that the fleet has.",
    description = {
      "Prints a unit as fleetctl cat does: the text that the fleet was given last, and nothing else.",
      "Of several each has its name in a comment above it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk cat kubelet.service",
      "  fleetk cat kubelet kube-apiserver@1",
      "  fleetk cat 'kube-*'"
    })
final class CatCommand extends FleetkCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "UNIT",
      description =
          "units by name; web@{1..3} stands for three, and a quoted 'web@*' for all that are called"
              + " so")
  private List<String> typed;

  @Override
  public Integer call() throws IOException {
    List<UnitWord> words = FleetWords.expanded(typed);
    FleetView view;
    try (Fleet fleet = openFleet()) {
      view = fleet.view();
    }
    Set<UnitName> units = units(words, new FleetWords(view));
    boolean first = true;
    for (UnitName unit : units) {
      if (units.size() > 1) {
        out().print((first ? "" : "\n") + "# " + unit + "\n");
      }
      out().print(view.units().get(unit).content().file().text());
      first = false;
    }
    return ExitCode.OK;
  }

  private static Set<UnitName> units(List<UnitWord> words, FleetWords fleetWords) {
    Set<UnitName> units = new LinkedHashSet<>();
    List<UnitName> unknown = new ArrayList<>();
    for (UnitWord word : words) {
      if (word.isPattern()) {
        units.addAll(fleetWords.matches(word));
      } else {
        UnitName unit = FleetWords.named(word);
        (fleetWords.view().unit(unit).isPresent() ? units : unknown).add(unit);
      }
    }
    if (!unknown.isEmpty()) {
      throw fleetWords.unknown(unknown, "");
    }
    return units;
  }
}
