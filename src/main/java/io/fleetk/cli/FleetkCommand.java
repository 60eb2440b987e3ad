package io.fleetk.cli;

import io.fleetk.cli.Terminal.Stream;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.Machine;
import io.fleetk.unit.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every command has at hand. Calling one gives its {@link ExitCode}. */
abstract class FleetkCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** The command's words after {@code fleetk}, such as {@code machine rm}. */
  static String words(CommandSpec spec) {
    return spec.qualifiedName(" ").replaceFirst("^fleetk ?", "");
  }

  /** The command's words after {@code fleetk}. */
  final String words() {
    return words(spec);
  }

  final Fleetk root() {
    return (Fleetk) spec.root().userObject();
  }

  final CommandLine commandLine() {
    return spec.commandLine();
  }

  final Surroundings surroundings() {
    return root().surroundings();
  }

  final PrintWriter out() {
    return surroundings().out();
  }

  final PrintWriter err() {
    return surroundings().err();
  }

  final Paint paint() {
    return root().paint(Stream.OUT);
  }

  /** How wide a line of results may be: as wide as it is, unless it goes to a terminal. */
  final OptionalInt columns() {
    return surroundings().terminal().isTerminal(Stream.OUT)
        ? OptionalInt.of(surroundings().terminal().size(Stream.OUT).columns())
        : OptionalInt.empty();
  }

  /** The fleet that the options, the environment or a running dev fleet name. */
  final Fleet openFleet() throws IOException {
    return open(root().connection().address(surroundings().environment()));
  }

  private Fleet open(FleetAddress address) {
    try {
      return surroundings()
          .door()
          .open(address.with(root().ssh().preferences(surroundings().environment())));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(e.getMessage());
    }
  }

  /** The fleet that is named, or runs; empty when none is. */
  final Optional<Fleet> fleetIfAny() throws IOException {
    return root().connection().addressIfAny(surroundings().environment()).map(this::open);
  }

  /** The fleet's members; none, and a word about it, when no fleet is named and none runs. */
  final List<Machine> membersIfAny() throws IOException {
    Optional<FleetAddress> address = root().connection().addressIfAny(surroundings().environment());
    if (address.isEmpty()) {
      note(
          "no fleet is named and none runs: templates see no machines (--machines FILE gives"
              + " some)");
      return List.of();
    }
    try (Fleet fleet = open(address.get())) {
      return List.copyOf(fleet.view().machines().values());
    }
  }

  /** The stack's directory that is meant where none is given: the one that the context names. */
  final Optional<Path> stackDirectory() throws IOException {
    return root().connection().stackDirectory(surroundings().environment());
  }

  /**
   * What a fleet offers beyond the fleet v1 API.
   *
   * @param lack what that API does or does not, after "which"
   * @throws CommandFailure when it offers nothing more
   */
  static FleetExtensions extensions(Fleet fleet, String lack) {
    return fleet
        .extensions()
        .orElseThrow(
            () -> CommandFailure.failed("this fleet offers only the fleet v1 API, which " + lack));
  }

  /** Says something worth knowing that is no result. */
  final void note(String text) {
    err().println("fleetk: " + words(spec) + ": " + text);
    err().flush();
  }

  /** Prints findings as they are, one a line, for an editor to jump to. */
  final void tell(List<Finding> findings) {
    findings.forEach(err()::println);
    err().flush();
  }

  final void print(Table table) {
    table.lines(paint(), columns()).forEach(out()::println);
  }

  /** Prints a list in the form that is wanted. */
  final void print(Inventory inventory, ListFormat output) {
    switch (output.form()) {
      case JSON, YAML -> output.document(inventory.documents()).forEach(out()::println);
      case NAME -> inventory.names().forEach(out()::println);
      case TABLE, WIDE -> {
        if (inventory.names().isEmpty()) {
          note(inventory.none());
        } else {
          print(inventory.table(output.wide()).headed(output.headed()));
        }
      }
    }
    out().flush();
  }

  /**
   * Asks for a yes.
   *
   * @throws CommandFailure when the answer is another
   */
  final void confirm(String question) throws IOException {
    out().flush();
    err().print(question + " [y/N] ");
    err().flush();
    String answer = surroundings().in().readLine();
    if (answer == null || !answer.strip().matches("(?i)y(es)?")) {
      throw CommandFailure.failed("nothing was changed: the answer was not yes");
    }
  }

  /** Whether somebody can be asked. */
  final boolean canAsk() {
    return surroundings().terminal().isTerminal(Stream.IN)
        && surroundings().terminal().isTerminal(Stream.ERR);
  }
}
