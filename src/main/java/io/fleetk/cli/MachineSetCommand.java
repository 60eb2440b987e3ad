package io.fleetk.cli;

import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.MetadataEdit;
import io.fleetk.plan.MetadataEffect;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk machine set}: changes a machine's metadata. */
@Command(
    name = "set",
    header = "Change a machine's metadata.",
    description = {
      "Sets keys of a machine's metadata, over what its daemon is configured with, and removes"
          + " those",
      "that are written with a '-' behind them. Says which units may no longer stay and which may"
          + " come;",
      "units that leave need a yes on a terminal, or --yes."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk machine set m2 zone=a",
      "  fleetk machine set m2 zone- --dry-run",
      "  fleetk machine set 10.0.0.12 disk=ssd rack=7 --yes"
    })
final class MachineSetCommand extends FleetkCommand {
  /** A key, as the fleet v1 API has it, and what becomes of it. */
  private static final Pattern EDIT =
      Pattern.compile("(?<key>[A-Za-z0-9_.-]+?)(?:=(?<value>\\S.*)|-)");

  @Parameters(
      index = "0",
      paramLabel = "MACHINE",
      description = "the machine, by name, address, ID or its first digits")
  private String word;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "KEY=VALUE|KEY-",
      description = "what to set, or to remove")
  private List<String> typed;

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask, also not when units have to leave")
  private boolean yes;

  @Option(names = "--dry-run", description = "only show what would change")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException {
    try (Fleet fleet = openFleet()) {
      FleetView view = fleet.view();
      Machine machine = new FleetWords(view).machine(word);
      List<MetadataEdit> edits = edits(machine);
      MetadataEffect effect = MetadataEffect.of(view, machine, edits);
      tell("has to leave", "have to leave", effect.leaving());
      tell("may come", "may come", effect.coming());
      out().flush();
      if (dryRun) {
        out().println(shown(machine, "would have", edits));
        return ExitCode.OK;
      }
      if (!effect.leaving().isEmpty()) {
        confirm();
      }
      fleet.editMetadata(edits);
      out().println(shown(machine, "has", edits));
    }
    return ExitCode.OK;
  }

  private List<MetadataEdit> edits(Machine machine) {
    List<MetadataEdit> edits = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (String one : typed) {
      Matcher parts = EDIT.matcher(one);
      if (!parts.matches()) {
        throw CommandFailure.badInput(
            "'%s' is not KEY=VALUE, nor KEY- to remove one, with a key of letters, digits, '_', '.' and '-'"
                .formatted(one));
      }
      String key = parts.group("key");
      if (!keys.add(key)) {
        throw CommandFailure.badInput(
            "%s is named twice; say once what it should be".formatted(key));
      }
      Optional<String> value = Optional.ofNullable(parts.group("value"));
      if (value.isEmpty() && !machine.metadata().containsKey(key)) {
        note("machine %s has no metadata %s".formatted(machine.shortId(), key));
        continue;
      }
      edits.add(new MetadataEdit(machine.id(), key, value));
    }
    return edits;
  }

  private void tell(String one, String several, List<UnitName> units) {
    if (!units.isEmpty()) {
      out()
          .println(
              "%s %s: %s"
                  .formatted(
                      Plural.of(units.size(), "unit"),
                      units.size() == 1 ? one : several,
                      String.join(", ", units.stream().map(UnitName::text).toList())));
    }
  }

  private void confirm() throws IOException {
    if (yes) {
      return;
    }
    if (!canAsk()) {
      throw CommandFailure.badInput(
          "units have to leave the machine and nobody can be asked without a terminal; pass --yes"
              + " if that is meant");
    }
    confirm("Change it?");
  }

  private static String shown(Machine machine, String verb, List<MetadataEdit> edits) {
    Map<String, String> after = MetadataEdit.applied(machine.metadata(), edits);
    return "machine %s %s %s"
        .formatted(
            machine.shortId(),
            verb,
            after.isEmpty() ? "no metadata" : MachineInventory.metadata(after));
  }
}
