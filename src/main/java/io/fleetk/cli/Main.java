package io.fleetk.cli;

import io.fleetk.cli.Terminal.Stream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
      int exitCode =
          QuickCompletion.answers(surroundings, args)
              ? ExitCode.OK
              : line(surroundings, errors, args).execute(args);
      surroundings.out().flush();
      surroundings.err().flush();
      return exitCode;
    } catch (OutputClosedException e) {
      return errors.handleClosedOutput(e);
    }
  }

  /** What parses the words: the one command that they begin with, or all. */
  private static CommandLine line(Surroundings surroundings, Errors errors, String... args) {
    List<Class<?>> named = args.length == 0 ? List.of() : commands(List.of(args[0]));
    return named.isEmpty()
        ? commandLine(surroundings, errors)
        : commandLine(surroundings, errors, named)
            // Who mistyped something is told what else there is.
            .setParameterExceptionHandler(
                (e, words) -> commandLine(surroundings, errors).execute(words));
  }

  /** All commands' classes. */
  static List<Class<?>> commands() {
    return List.of(Fleetk.class.getAnnotation(Subcommands.class).value());
  }

  /**
   * The classes of the commands that are among words. {@code list-units} is looked for in {@code
   * ListUnitsCommand}; to read what all of them are called takes longer, and is done when no class
   * is called so.
   */
  static List<Class<?>> commands(List<String> words) {
    List<Class<?>> called =
        commands().stream()
            .filter(
                command -> words.contains(word(command)) || words.contains("__" + word(command)))
            .toList();
    return called.isEmpty()
        ? commands().stream()
            .filter(command -> words.contains(command.getAnnotation(Command.class).name()))
            .toList()
        : called;
  }

  /** The word that a command's class is named after. */
  private static String word(Class<?> command) {
    StringBuilder word = new StringBuilder();
    String name = command.getSimpleName();
    for (int i = 0; i < name.length() - "Command".length(); i++) {
      char letter = name.charAt(i);
      if (Character.isUpperCase(letter) && i > 0) {
        word.append('-');
      }
      word.append(Character.toLowerCase(letter));
    }
    return word.toString();
  }

  /** All commands, ready to parse. */
  static CommandLine commandLine(Surroundings surroundings, Errors errors) {
    return commandLine(surroundings, errors, commands());
  }

  /** Some commands, ready to parse. */
  static CommandLine commandLine(
      Surroundings surroundings, Errors errors, List<Class<?>> commands) {
    var root = new Fleetk(surroundings);
    var commandLine = new CommandLine(root);
    commands.forEach(commandLine::addSubcommand);
    commandLine
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
    Optional.ofNullable(commandLine.getSubcommands().get("ssh"))
        .ifPresent(ssh -> ssh.setStopAtPositional(true));
    shapeHelp(commandLine);
    commandLine
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandGroups::list);
    commandLine.getCommandSpec().usageMessage().commandListHeading("");
    commandLine.setHelpSectionKeys(optionsLast(commandLine.getHelpSectionKeys()));
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

  /** Who asks for the help of {@code fleetk} looks for a command sooner than for an option. */
  private static List<String> optionsLast(List<String> sections) {
    List<String> options =
        List.of(
            UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST);
    List<String> order = new ArrayList<>(sections);
    order.removeAll(options);
    order.addAll(options);
    return order;
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
