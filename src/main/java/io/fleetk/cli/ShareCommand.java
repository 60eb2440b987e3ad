package io.fleetk.cli;

import io.fleetk.completion.Outline;
import io.fleetk.completion.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code fleetk __share}: writes what a distribution has beside the program: the manual pages and
 * the shells' completion scripts, where a prefix such as {@code /usr} has them, and what completing
 * has to know of the commands.
 */
@Command(
    name = "__share",
    header = "Write the manual pages and completion scripts of the distribution.",
    hidden = true)
final class ShareCommand extends FleetkCommand {
  @Parameters(index = "0", paramLabel = "DIR", description = "what has share/, or will have it")
  private Path prefix;

  @Override
  public Integer call() throws IOException {
    for (Shell shell : Shell.values()) {
      write(shell.place(), shell.script());
    }
    CommandLine commands = Main.commandLine(surroundings(), new Errors(err()));
    write("lib/outline.tsv", Outline.of(commands));
    writePages(commands);
    return ExitCode.OK;
  }

  private void writePages(CommandLine command) throws IOException {
    if (command.getCommandSpec().usageMessage().hidden()) {
      return;
    }
    write("share/man/man1/" + ManPage.name(command.getCommandSpec()) + ".1", ManPage.of(command));
    for (CommandLine below : command.getSubcommands().values()) {
      writePages(below);
    }
  }

  private void write(String place, String text) throws IOException {
    Path file = prefix.resolve(place);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
