package io.fleetk.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** Which command stands under which heading in {@code fleetk --help}, and in which order. */
enum CommandGroups {
  /** Whole stacks. */
  STACKS(
      "Stacks", "render", "lint", "fmt", "diff", "apply", "status", "wait", "scale", "restart",
      "destroy"),
  /** Single units, as with fleetctl. */
  UNITS(
      "Units",
      "submit",
      "load",
      "start",
      "stop",
      "unload",
      "cat",
      "verify",
      "list-units",
      "list-unit-files",
      "journal"),
  /** The fleet and its machines. */
  FLEET("Fleet", "get", "describe", "machines", "machine", "list-machines", "ssh", "context"),
  /** What is about Kubernetes. */
  KUBERNETES("Kubernetes", "kubernetes", "kubeconfig"),
  /** What must not stand in a unit. */
  KEYS("Keys and secrets", "pki", "secret"),
  /** What runs here. */
  HERE("This machine", "daemon", "balance", "dev"),
  /** fleetk itself. */
  FLEETK("fleetk itself", "help", "completion", "version");

  private final String heading;
  private final String commands;

  CommandGroups(String heading, String... commands) {
    this.heading = heading;
    this.commands = String.join(" ", commands);
  }

  /** The group that a command is in; empty when it is in none. */
  static Optional<CommandGroups> of(String command) {
    for (CommandGroups group : values()) {
      if (group.commands().contains(command)) {
        return Optional.of(group);
      }
    }
    return Optional.empty();
  }

  /** The names of the commands in it, in order; of some of them there may be none. */
  List<String> commands() {
    return List.of(commands.split(" ", -1));
  }

  String heading() {
    return heading;
  }

  /** The list of commands in the help of {@code fleetk}: groups, then topics. */
  static String list(Help help) {
    Map<String, Help> commands = help.subcommands();
    var list = new StringBuilder();
    for (CommandGroups group : values()) {
      Map<String, String> rows = new LinkedHashMap<>();
      for (String name : group.commands()) {
        Help command = commands.get(name);
        if (command != null && !command.commandSpec().usageMessage().hidden()) {
          rows.put(name, String.join(" ", command.commandSpec().usageMessage().header()));
        }
      }
      list.append(table(help, group.heading, rows));
    }
    Map<String, String> topics = new LinkedHashMap<>();
    for (HelpTopic topic : HelpTopic.values()) {
      topics.put(topic.word(), topic.header());
    }
    return list + table(help, "Topics, for 'fleetk help TOPIC'", topics);
  }

  private static String table(Help help, String heading, Map<String, String> rows) {
    if (rows.isEmpty()) {
      return "";
    }
    int width = help.commandSpec().usageMessage().width();
    int names = 19;
    TextTable table =
        TextTable.forColumns(
            help.colorScheme(),
            new Column(names, 2, Overflow.SPAN),
            new Column(width - names, 1, Overflow.WRAP));
    rows.forEach(
        (name, header) ->
            table.addRowValues(
                help.colorScheme().commandText(name), help.colorScheme().text(header)));
    return "%n%s:%n%s".formatted(heading, table);
  }
}
