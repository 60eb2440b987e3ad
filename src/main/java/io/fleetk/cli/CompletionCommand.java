package io.fleetk.cli;

import io.fleetk.completion.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fleetk completion}: the script that makes a shell complete {@code fleetk}. */
@Command(
    name = "completion",
    header = "Print the script that makes a shell complete fleetk.",
    description = {
      "Prints the script by which bash (4.4 or newer), zsh or fish completes commands, options,",
      "their values, and the names of units, components, machines, stacks, secrets and contexts.",
      "The fleet is asked for names at every Tab; when it has not answered after a quarter of a",
      "second, or is one that only etcd or a tunnel leads to, they are left out. A package puts the",
      "scripts where the shells find them by themselves; see below for a shell of your own."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk completion bash    in ~/.bashrc: source <(fleetk completion bash)",
      "  fleetk completion zsh     in ~/.zshrc, after compinit: source <(fleetk completion zsh)",
      "  fleetk completion fish    in ~/.config/fish/config.fish: fleetk completion fish | source"
    })
final class CompletionCommand extends FleetkCommand {
  @Parameters(index = "0", paramLabel = "bash|zsh|fish", description = "the shell")
  private Shell shell;

  @Override
  public Integer call() {
    out().print(shell.script());
    return ExitCode.OK;
  }
}
