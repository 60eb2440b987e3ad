package io.fleetk.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** The examples that the commands' help shows. */
final class Examples {
  /** Sets an explanation off. */
  private static final Pattern EXPLANATION = Pattern.compile(" {3,}\\S.*$");

  private Examples() {}

  /** By command, in the order of the help. */
  static Map<String, List<String>> all() {
    Map<String, List<String>> examples = new LinkedHashMap<>();
    collect(
        Main.commandLine(Desk.surroundings(), new Errors(new PrintWriter(new StringWriter()))),
        examples);
    return examples;
  }

  private static void collect(CommandLine command, Map<String, List<String>> into) {
    into.put(
        command.getCommandSpec().qualifiedName(" "),
        examples(command.getCommandSpec().usageMessage().footer()));
    command.getSubcommands().values().stream()
        .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
        .forEach(sub -> collect(sub, into));
  }

  /** Lines that go on in the next, after a backslash or a pipe, are one example. */
  private static List<String> examples(String[] footer) {
    List<String> examples = new ArrayList<>();
    StringBuilder begun = new StringBuilder();
    for (String line : footer) {
      if (!line.startsWith("  ")) {
        continue;
      }
      String text = EXPLANATION.matcher(line.strip().replace("%%", "%")).replaceFirst("");
      begun.append(begun.isEmpty() ? "" : " ");
      if (text.endsWith("\\")) {
        begun.append(text, 0, text.length() - 1);
      } else if (text.endsWith("|")) {
        begun.append(text);
      } else {
        examples.add(begun.append(text).toString().replaceAll(" +", " "));
        begun.setLength(0);
      }
    }
    return examples;
  }
}
