package io.fleetk.completion;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

/**
 * What completing has to know of a program's commands, written down. To read it takes a quarter of
 * the time that picocli needs to find the same in the commands' annotations.
 *
 * <p>A line for each command, option and argument, parts by tabs: {@code command}, its depth, name,
 * header, and whether its options end at its first argument; {@code option}, its names, then as
 * {@code argument}, its index, both with arity, label, regular expression that parts values,
 * whether it takes several, words that may be typed, and description. A {@code shared} option is
 * one that every command takes.
 */
public final class Outline {
  private static final String COMMAND = "command";
  private static final String OPTION = "option";
  private static final String SHARED = "shared";
  private static final String ARGUMENT = "argument";
  private static final String TAB = "\t";
  private static final String BETWEEN = " ";

  /** How a command right below the program begins. */
  private static final String FIRST_LEVEL = COMMAND + TAB + 1 + TAB;

  private Outline() {}

  /** Writes down what there is to know of a program. */
  public static String of(CommandLine program) {
    StringBuilder outline = new StringBuilder();
    write(program.getCommandSpec(), 0, outline);
    return outline.toString();
  }

  private static void write(CommandSpec command, int depth, StringBuilder into) {
    if (command.usageMessage().hidden()) {
      return;
    }
    line(
        into,
        COMMAND,
        Integer.toString(depth),
        command.name(),
        String.join(" ", command.usageMessage().header()),
        Boolean.toString(command.parser().stopAtPositional()));
    for (OptionSpec option : command.options()) {
      if (!option.inherited() && !option.hidden()) {
        line(
            into,
            option.scopeType() == ScopeType.INHERIT ? SHARED : OPTION,
            String.join(BETWEEN, option.names()),
            rest(option));
      }
    }
    for (PositionalParamSpec argument : command.positionalParameters()) {
      line(into, ARGUMENT, argument.index().toString(), rest(argument));
    }
    command.subcommands().values().forEach(below -> write(below.getCommandSpec(), depth + 1, into));
  }

  private static String rest(ArgSpec argument) {
    return String.join(
        TAB,
        argument.arity().toString(),
        argument.paramLabel(),
        argument.splitRegex(),
        Boolean.toString(argument.isMultiValue()),
        String.join(BETWEEN, Completer.words(argument, Label.of(argument.paramLabel()))),
        Completer.description(argument).replaceAll("\\s+", " "));
  }

  private static void line(StringBuilder into, String... parts) {
    into.append(String.join(TAB, parts)).append('\n');
  }

  /**
   * A program as an outline has it, with those of its commands that are among words, to be parsed
   * with and not to be run.
   *
   * @throws IllegalArgumentException when that is no outline
   */
  public static CommandLine read(Collection<String> outline, Collection<String> words) {
    Deque<CommandSpec> path = new ArrayDeque<>();
    List<String[]> everywhere = new ArrayList<>();
    CommandSpec program = null;
    boolean wanted = true;
    for (String line : outline) {
      String[] parts = line.split(TAB, -1);
      switch (parts[0]) {
        case COMMAND -> {
          int depth = Integer.parseInt(parts[1]);
          wanted = depth == 0 || (depth == 1 ? words.contains(parts[2]) : wanted);
          if (!wanted) {
            continue;
          }
          CommandSpec command = CommandSpec.create().name(parts[2]);
          command.usageMessage().header(parts[3]);
          command
              .parser()
              .unmatchedOptionsArePositionalParams(false)
              .stopAtPositional(Boolean.parseBoolean(parts[4]));
          while (path.size() > depth) {
            path.pop();
          }
          if (program == null) {
            program = command;
          } else {
            everywhere.forEach(option -> command.addOption(option(option)));
            path.element().addSubcommand(parts[2], command);
          }
          path.push(command);
        }
        case SHARED -> {
          everywhere.add(parts);
          path.element().addOption(option(parts));
        }
        case OPTION -> {
          if (wanted) {
            path.element().addOption(option(parts));
          }
        }
        case ARGUMENT -> {
          if (wanted) {
            path.element().addPositional(argument(parts));
          }
        }
        default ->
            throw new IllegalArgumentException("'%s' is no line of an outline".formatted(line));
      }
    }
    if (program == null) {
      throw new IllegalArgumentException("an outline without a command");
    }
    return new CommandLine(program);
  }

  /** The commands right below a program, which are more than those that it is read with. */
  public static List<Candidate> commands(Collection<String> outline) {
    List<Candidate> commands = new ArrayList<>();
    for (String line : outline) {
      if (line.startsWith(FIRST_LEVEL)) {
        String[] parts = line.split(TAB, -1);
        commands.add(Candidate.of(parts[2], parts[3]));
      }
    }
    return commands;
  }

  private static OptionSpec option(String[] parts) {
    Shape shape = Shape.of(parts);
    return OptionSpec.builder(parts[1].split(BETWEEN, -1))
        .arity(shape.arity())
        .paramLabel(shape.label())
        .splitRegex(shape.split())
        .type(shape.type())
        .auxiliaryTypes(shape.values())
        .completionCandidates(shape.words())
        .description(shape.description())
        .build();
  }

  private static PositionalParamSpec argument(String[] parts) {
    Shape shape = Shape.of(parts);
    return PositionalParamSpec.builder()
        .index(parts[1])
        .arity(shape.arity())
        .paramLabel(shape.label())
        .splitRegex(shape.split())
        .type(shape.type())
        .auxiliaryTypes(shape.values())
        .completionCandidates(shape.words())
        .description(shape.description())
        .build();
  }

  /** What options and arguments have in common. */
  private record Shape(
      String arity,
      String label,
      String split,
      Class<?> type,
      Class<?> values,
      List<String> words,
      String description) {
    static Shape of(String[] parts) {
      boolean several = Boolean.parseBoolean(parts[5]);
      Class<?> one = parts[2].equals("0") ? boolean.class : String.class;
      return new Shape(
          parts[2],
          parts[3],
          parts[4],
          several ? List.class : one,
          several ? String.class : one,
          parts[6].isEmpty() ? List.of() : List.of(parts[6].split(BETWEEN, -1)),
          parts[7]);
    }
  }
}
