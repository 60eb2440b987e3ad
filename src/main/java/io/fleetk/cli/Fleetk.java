package io.fleetk.cli;

import io.fleetk.cli.Terminal.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code fleetk} itself, with the options that every command takes. */
@Command(
    name = "fleetk",
    scope = ScopeType.LOCAL,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    header = "Runs Kubernetes' own components as fleet units on machines with systemd.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk dev up                 start a fleet of three machines to try things on",
      "  fleetk apply units/           bring up the stack in units/",
      "  fleetk status                 see how it is",
      "  fleetk help apply             learn about one command; so does fleetk apply --help",
      "  fleetk help units             learn what stands in a unit file",
      "",
      "Exit codes: 0 done, 1 failed or not as desired, 2 usage or bad input, 3 differences found,",
      "4 timed out, 5 cannot reach the fleet."
    })
@Subcommands(
    value = {
      RenderCommand.class,
      LintCommand.class,
      FmtCommand.class,
      DiffCommand.class,
      ApplyCommand.class,
      StatusCommand.class,
      GetCommand.class,
      DescribeCommand.class,
      WaitCommand.class,
      JournalCommand.class,
      RestartCommand.class,
      ScaleCommand.class,
      DestroyCommand.class,
      SubmitCommand.class,
      LoadCommand.class,
      StartCommand.class,
      StopCommand.class,
      UnloadCommand.class,
      CatCommand.class,
      ListUnitsCommand.class,
      ListUnitFilesCommand.class,
      ListMachinesCommand.class,
      VerifyCommand.class,
      VersionCommand.class,
      MachinesCommand.class,
      MachineCommand.class,
      SshCommand.class,
      PkiCommand.class,
      KubeconfigCommand.class,
      SecretCommand.class,
      ContextCommand.class,
      DaemonCommand.class,
      KubernetesCommand.class,
      BalanceCommand.class,
      DevCommand.class,
      HelpCommand.class,
      CompletionCommand.class,
      CompleteCommand.class,
      RehearseCommand.class,
      ShareCommand.class
    })
final class Fleetk implements Runnable {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  @Mixin private ConnectionOptions connection;

  @Mixin private SshOptions ssh;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = ScopeType.INHERIT,
      description = "auto (on a terminal, unless NO_COLOR is set), always or never")
  private Color color = Color.AUTO;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "tell on standard error what is done, and where an error came from")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "show this help")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean version;

  Fleetk(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Without a command, what commands there are. */
  @Override
  public void run() {
    spec.commandLine().usage(surroundings.out());
  }

  Surroundings surroundings() {
    return surroundings;
  }

  ConnectionOptions connection() {
    return connection;
  }

  SshOptions ssh() {
    return ssh;
  }

  boolean debug() {
    return debug;
  }

  /** How to paint what goes to a stream. */
  Paint paint(Stream stream) {
    boolean coloured =
        switch (color) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO ->
              surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty()
                  && surroundings.terminal().movesCursor()
                  && surroundings.terminal().isTerminal(stream);
        };
    return new Paint(coloured, surroundings.terminal().unicode());
  }
}
