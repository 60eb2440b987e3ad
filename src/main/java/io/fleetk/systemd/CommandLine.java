package io.fleetk.systemd;

import io.fleetk.unit.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * One command of an {@code Exec…=} option (systemd.service(5), "Command lines").
 *
 * @param ignoreFailure whether it was prefixed with {@code -}
 * @param arguments the program and what it is given; never empty
 */
record CommandLine(boolean ignoreFailure, List<String> arguments) {
  private static final String PREFIXES = "@-:+!|";

  CommandLine {
    arguments = List.copyOf(arguments);
  }

  /** The commands of one option, which may be several between lone semicolons. */
  static List<CommandLine> parse(String value) {
    List<CommandLine> commands = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (String word : Words.of(value)) {
      if (word.equals(";")) {
        add(commands, words);
        words = new ArrayList<>();
      } else {
        words.add(word.equals("\\;") ? ";" : word);
      }
    }
    add(commands, words);
    return commands;
  }

  private static void add(List<CommandLine> commands, List<String> words) {
    if (words.isEmpty()) {
      return;
    }
    String program = words.getFirst();
    int prefix = 0;
    while (prefix < program.length() && PREFIXES.indexOf(program.charAt(prefix)) >= 0) {
      prefix++;
    }
    String prefixes = program.substring(0, prefix);
    List<String> arguments = new ArrayList<>(words);
    arguments.set(0, program.substring(prefix));
    if (prefixes.contains("@") && arguments.size() > 1) {
      arguments.remove(1); // what the program is told its name is
    }
    if (!arguments.getFirst().isEmpty()) {
      commands.add(new CommandLine(prefixes.contains("-"), arguments));
    }
  }

  /** The program's name without its folder, as the journal shows it. */
  String program() {
    String path = arguments.getFirst();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
