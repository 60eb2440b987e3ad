package io.fleetk.cli;

import io.fleetk.unit.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleetk help}: the help of a command, or a page about a topic. */
@Command(
    name = "help",
    header = "Show the help of a command, or a page about a topic.",
    description = {
      "Shows the same as COMMAND --help, or a page about a topic; without any, which commands and",
      "topics there are."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk help apply         the same as 'fleetk apply --help'",
      "  fleetk help machine rm",
      "  fleetk help units         what stands in a unit file"
    })
final class HelpCommand extends FleetkCommand {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND|TOPIC",
      description = "a command and what stands below it, or a topic")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    CommandLine command = all();
    for (int i = 0; i < words.size(); i++) {
      CommandLine below = command.getSubcommands().get(words.get(i));
      if (below == null) {
        return topic(command, words.subList(i, words.size()));
      }
      command = below;
    }
    command.usage(out());
    return ExitCode.OK;
  }

  private CommandLine all() {
    return Main.commandLine(surroundings(), new Errors(err()))
        .setColorScheme(spec.commandLine().getColorScheme());
  }

  private int topic(CommandLine command, List<String> rest) {
    Optional<HelpTopic> topic = HelpTopic.of(rest.getFirst());
    if (command.getParent() != null || topic.isEmpty()) {
      throw unknown(command, rest.getFirst());
    }
    if (rest.size() > 1) {
      throw CommandFailure.badInput(
          "'%s' is a topic, and nothing stands below it".formatted(rest.getFirst()));
    }
    out().print(topic.get().page());
    return ExitCode.OK;
  }

  private static CommandFailure unknown(CommandLine command, String word) {
    List<String> known = new ArrayList<>();
    command
        .getSubcommands()
        .forEach(
            (name, below) -> {
              if (!below.getCommandSpec().usageMessage().hidden()) {
                known.add(name);
              }
            });
    boolean top = command.getParent() == null;
    if (top) {
      Arrays.stream(HelpTopic.values()).map(HelpTopic::word).forEach(known::add);
    }
    String near = Nearest.suggestion(word, known);
    return CommandFailure.badInput(
        "there is no command%s '%s'%s; %s"
            .formatted(
                top ? " and no topic" : "",
                top ? word : words(command.getCommandSpec()) + " " + word,
                near.isEmpty() ? "" : "; " + near,
                top
                    ? "'fleetk help' lists them"
                    : "see 'fleetk help " + words(command.getCommandSpec()) + "'"));
  }
}
