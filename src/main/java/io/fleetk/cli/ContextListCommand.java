package io.fleetk.cli;

import io.fleetk.cli.Table.Cell;
import io.fleetk.context.Context;
import io.fleetk.context.Contexts;
import io.fleetk.context.Precedence;
import io.fleetk.context.Setting;
import io.fleetk.context.Value;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fleetk context list}: the fleets that have names. */
@Command(
    name = "list",
    header = "List the contexts.",
    description = "Lists the contexts; a * stands before the one that is used.",
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk context list", "  fleetk context list -o name"})
final class ContextListCommand extends FleetkCommand {
  @Mixin private ListFormat output;

  @Override
  public Integer call() throws IOException {
    ConnectionOptions connection = root().connection();
    Map<String, String> environment = surroundings().environment();
    Contexts contexts = ContextFiles.read(connection.contextFile(environment));
    Optional<String> used = used(connection, environment);
    switch (output.form()) {
      case JSON, YAML -> output.document(documents(contexts, used)).forEach(out()::println);
      case NAME -> contexts.all().forEach(context -> out().println(context.name()));
      case TABLE, WIDE -> printTable(contexts, used);
    }
    return ExitCode.OK;
  }

  /** The one in use; none where that cannot be told, which whoever wants a fleet is told. */
  private static Optional<String> used(
      ConnectionOptions connection, Map<String, String> environment) throws IOException {
    try {
      return connection.effective(environment).context().map(Value::text);
    } catch (CommandFailure e) {
      return Optional.empty();
    }
  }

  private void printTable(Contexts contexts, Optional<String> used) {
    if (contexts.all().isEmpty()) {
      note(
          "%s has no contexts; 'fleetk context set NAME --endpoint URL' makes one"
              .formatted(contexts.file()));
      return;
    }
    Table table = new Table("CURRENT", "NAME", "FLEET", "TUNNEL", "STACK");
    for (Context context : contexts.all()) {
      table.row(
          Cell.of(used.filter(context.name()::equals).isPresent() ? "*" : ""),
          Cell.of(context.name()),
          Cell.of(fleet(context)),
          Cell.of(context.text(Setting.TUNNEL).orElse("")),
          Cell.of(context.text(Setting.STACK).orElse("")));
    }
    print(table.headed(output.headed()));
    if (used.isEmpty() && contexts.current().isPresent()) {
      note(
          "the current context, %s, is not used now; 'fleetk context show' tells what is"
              .formatted(contexts.current().get()));
    }
  }

  /** Where a context's fleet is. */
  static String fleet(Context context) {
    return context
        .text(Setting.ENDPOINT)
        .or(() -> context.text(Setting.ETCD).map(urls -> "etcd " + urls))
        .or(() -> context.text(Setting.TUNNEL).map(_ -> Precedence.SOCKET))
        .orElse("the dev fleet");
  }

  private static List<Document> documents(Contexts contexts, Optional<String> used) {
    return contexts.all().stream()
        .map(
            context -> {
              Map<String, String> settings = new LinkedHashMap<>();
              context.settings().forEach((setting, text) -> settings.put(setting.key(), text));
              return new Document(
                  context.name(), used.filter(context.name()::equals).isPresent(), settings);
            })
        .toList();
  }

  /** A context in a document. */
  record Document(String name, boolean current, Map<String, String> settings) {}
}
