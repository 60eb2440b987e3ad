package io.fleetk.cli;

import io.fleetk.completion.Outline;
import io.fleetk.completion.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

/**
 * {@code fleetk __complete} by the distribution's outline of the commands: somebody waits at a
 * prompt, and to read all that the commands' annotations say takes longer than the rest. Where
 * there is no outline, or the line says which fleet it means, {@link CompleteCommand} answers.
 */
final class QuickCompletion {
  /** Names the outline; the launcher sets it. */
  private static final String OUTLINE = "fleetk.outline";

  private static final String COMMAND = "__complete";
  private static final String SHELL = "--shell";
  private static final String BREAKS = "--breaks";
  private static final String WORDS = "--";

  /** Options of every command that have no say in which fleet is meant. */
  private static final Set<String> HARMLESS = Set.of("--color", "--debug", "--help", "-h");

  private QuickCompletion() {}

  /**
   * Answers a completion script.
   *
   * @param args fleetk's arguments
   * @return whether this was a question that could be answered so
   */
  static boolean answers(Surroundings surroundings, String... args) {
    List<String> asked = List.of(args);
    int words = asked.indexOf(WORDS);
    if (words < 0 || !asked.getFirst().equals(COMMAND) || System.getProperty(OUTLINE) == null) {
      return false;
    }
    return answers(surroundings, asked.subList(0, words), asked.subList(words + 1, asked.size()));
  }

  private static boolean answers(
      Surroundings surroundings, List<String> options, List<String> words) {
    List<String> outline;
    try {
      outline = Files.readAllLines(Path.of(System.getProperty(OUTLINE)));
    } catch (IOException e) {
      return false;
    }
    var completing =
        new Completing(surroundings, ConnectionOptions::new, () -> Outline.commands(outline));
    if (words.size() > 1) {
      // What stands behind a command is more often than not something that the fleet has.
      completing.askAhead();
    }
    Optional<CommandLine> line = line(outline, words);
    line.ifPresent(
        commands ->
            Shell.valueOf(value(options, SHELL).orElseThrow().toUpperCase(Locale.ROOT))
                .answer(completing.completer(commands), words, value(options, BREAKS).orElse(""))
                .forEach(surroundings.out()::println));
    return line.isPresent();
  }

  private static Optional<String> value(List<String> options, String name) {
    int at = options.indexOf(name);
    return at < 0 ? Optional.empty() : Optional.of(options.get(at + 1));
  }

  /** The commands that are among words; empty where more has to be known of them. */
  private static Optional<CommandLine> line(List<String> outline, List<String> words) {
    try {
      CommandLine line = Outline.read(outline, words);
      return line.getCommandSpec().options().stream()
              .flatMap(option -> Arrays.stream(option.names()))
              .filter(name -> !HARMLESS.contains(name))
              .noneMatch(name -> words.stream().anyMatch(word -> word.startsWith(name)))
          ? Optional.of(line)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
