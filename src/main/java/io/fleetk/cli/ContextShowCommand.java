package io.fleetk.cli;

import io.fleetk.cli.Table.Cell;
import io.fleetk.context.Effective;
import io.fleetk.context.Precedence;
import io.fleetk.context.Setting;
import io.fleetk.context.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fleetk context show}: which fleet is meant, how it is reached, and who says so. */
@Command(
    name = "show",
    header = "Show which fleet is used, and who says so.",
    description = {
      "Shows every setting that counts for a command typed here and now, and where it is from: an",
      "option, a variable, a context, the dev fleet that runs. With NAME, as if --context NAME were",
      "given. Passwords are not shown, and no fleet is asked."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk context show", "  fleetk context show -o json"})
final class ContextShowCommand extends FleetkCommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "CONTEXT", description = "a context")
  private String name;

  @Mixin private ListFormat output;

  @Override
  public Integer call() throws IOException {
    ConnectionOptions connection = root().connection();
    Map<String, String> environment = surroundings().environment();
    if (name != null && connection.context().filter(other -> !other.equals(name)).isPresent()) {
      throw CommandFailure.badInput(
          "%s and --context name two contexts: give one of them".formatted(name));
    }
    Precedence precedence =
        connection.precedence(environment, Optional.ofNullable(name).or(connection::context));
    Effective effective = connection.effective(precedence, environment);
    List<Row> rows = rows(effective);
    List<String> passedOver = precedence.passedOver(effective);
    var document = new Document(effective.way().isPresent(), rows, passedOver);
    switch (output.form()) {
      case JSON, YAML -> output.document(document).forEach(out()::println);
      case NAME -> effective.context().map(Value::text).ifPresent(out()::println);
      case TABLE, WIDE -> {
        printTable(rows);
        passedOver.forEach(line -> note("not used: " + line));
        if (effective.way().isEmpty()) {
          note("no fleet is named and no dev fleet runs");
        }
      }
    }
    return ExitCode.OK;
  }

  private static List<Row> rows(Effective effective) {
    List<Row> rows = new ArrayList<>();
    effective
        .context()
        .ifPresent(
            chosen -> rows.add(new Row("context", chosen.text(), chosen.source().toString())));
    for (Map.Entry<Setting, Value> setting : effective.settings().entrySet()) {
      rows.add(
          new Row(
              setting.getKey().key(),
              effective.shown(setting.getKey()),
              setting.getValue().source().toString()));
    }
    return rows;
  }

  private void printTable(List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    Table table = new Table("SETTING", "VALUE", "FROM");
    rows.forEach(
        row -> table.row(Cell.of(row.setting()), Cell.of(row.value()), Cell.of(row.from())));
    print(table.headed(output.headed()));
  }

  /** A setting that counts. */
  record Row(String setting, String value, String from) {}

  /** All of it in a document. */
  record Document(boolean hasFleet, List<Row> settings, List<String> notUsed) {}
}
