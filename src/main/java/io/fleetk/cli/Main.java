package io.fleetk.cli;

import io.fleetk.cli.Terminal.Stream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.RunLast;

/** The program {@code fleetk}. */
public final class Main {
  private Main() {}

  /** Runs a command and exits with its {@link ExitCode}. */
  public static void main(String[] args) {
    PrintWriter out = StandardStream.writer(FileDescriptor.out);
    PrintWriter err = StandardStream.writer(FileDescriptor.err);
    Map<String, String> environment = System.getenv();
    var surroundings =
        new Surroundings(
            out,
            err,
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
            new Terminal(environment),
            environment,
            InstantSource.system(),
            new FrontDoor(environment));
    int exitCode = run(surroundings, args);
    if (exitCode == ExitCode.INTERRUPTED) {
      // The process is ending already, and asking for that again would wait for itself.
      Runtime.getRuntime().halt(exitCode);
    }
    System.exit(exitCode);
  }

  /** Runs a command in given surroundings; gives what to exit with. */
  static int run(Surroundings surroundings, String... args) {
    var errors = new Errors(surroundings.err());
    try {
      int exitCode = commandLine(surroundings, errors).execute(args);
      surroundings.out().flush();
      surroundings.err().flush();
      return exitCode;
    } catch (OutputClosedException e) {
      return errors.handleClosedOutput(e);
    }
  }

  /** The commands, ready to parse. */
  static CommandLine commandLine(Surroundings surroundings, Errors errors) {
    var root = new Fleetk(surroundings);
    var commandLine =
        new CommandLine(root)
            .setOut(surroundings.out())
            .setErr(surroundings.err())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpAutoWidth(false)
            .setUsageHelpWidth(100)
            .setParameterExceptionHandler(errors)
            .setExecutionExceptionHandler(errors)
            .setUnmatchedOptionsArePositionalParams(false);
    Converters.register(commandLine);
    // What follows the machine is another program's, options and all.
    commandLine.getSubcommands().get("ssh").setStopAtPositional(true);
    shapeHelp(commandLine);
    commandLine.setExecutionStrategy(
        parsed -> {
          if (root.debug()) {
            System.setProperty("fleetk.log.level", "DEBUG");
          }
          commandLine.setColorScheme(
              Help.defaultColorScheme(root.paint(Stream.OUT).coloured() ? Ansi.ON : Ansi.OFF));
          try {
            return new RunLast().execute(parsed);
          } catch (OutputClosedException e) {
            return errors.handleClosedOutput(e);
          }
        });
    return commandLine;
  }

  /** Gives all commands' help one shape. */
  private static void shapeHelp(CommandLine commandLine) {
    UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
    usage
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .synopsisHeading("%nUsage: ")
        .descriptionHeading(usage.description().length == 0 ? "" : "%n")
        .parameterListHeading("%nArguments:%n")
        .optionListHeading("%nOptions:%n")
        .commandListHeading("%nCommands:%n");
    commandLine.getSubcommands().values().forEach(Main::shapeHelp);
    if (commandLine.getCommandSpec().parent() != null) {
      commandLine
          .getHelpSectionMap()
          .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, Main::ownOptions);
    }
  }

  /** A command's own options; those that every command takes are told by fleetk's own help. */
  private static String ownOptions(Help help) {
    List<OptionSpec> own =
        help.commandSpec().options().stream()
            .filter(option -> !option.inherited() || option.usageHelp())
            .toList();
    Help.Layout layout = help.createDefaultLayout(own, List.of(), help.colorScheme());
    layout.addOptions(own, help.parameterLabelRenderer());
    return layout
        + "%nWhich fleet, and how it is reached: see the options of 'fleetk --help'.%n".formatted();
  }
}
