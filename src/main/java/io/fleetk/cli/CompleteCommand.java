package io.fleetk.cli;

import io.fleetk.completion.Candidate;
import io.fleetk.completion.Shell;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk __complete}: what the scripts of {@link CompletionCommand} ask. */
@Command(name = "__complete", header = "Answer a shell's completion script.", hidden = true)
final class CompleteCommand extends FleetkCommand {
  @Option(
      names = "--shell",
      required = true,
      paramLabel = "bash|zsh|fish",
      description = "who asks")
  private Shell shell;

  @Option(
      names = "--breaks",
      paramLabel = "TEXT",
      description = "the letters at which bash takes words apart")
  private String breaks = "";

  @Parameters(
      arity = "0..*",
      paramLabel = "TEXT",
      description = "the words after 'fleetk', the last one unfinished")
  private List<String> words = new ArrayList<>();

  /** Whatever goes wrong, nobody wants to read of it at a prompt. */
  @Override
  public Integer call() {
    CommandLine line = Main.commandLine(surroundings(), new Errors(err()), Main.commands(words));
    var completing =
        new Completing(
            surroundings(),
            () -> ((Fleetk) line.getCommandSpec().userObject()).connection(),
            CompleteCommand::commands);
    shell.answer(completing.completer(line), words, breaks).forEach(out()::println);
    return ExitCode.OK;
  }

  /** The commands that help shows, read from their annotations. */
  static List<Candidate> commands() {
    return Main.commands().stream()
        .map(command -> command.getAnnotation(Command.class))
        .filter(command -> !command.hidden())
        .map(command -> Candidate.of(command.name(), command.header()))
        .toList();
  }
}
