package io.fleetk.completion;

import io.fleetk.completion.Completion.Paths;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.PicocliException;

/**
 * Says what may stand at a place of a command line. It parses nothing itself: it lets picocli parse
 * the words with another one where the cursor is, and looks what picocli takes that for.
 *
 * <p>The commands' options are set by that, so that whoever gives the names can see which fleet is
 * meant.
 */
public final class Completer {
  /** What stands where the cursor is; no command, no option, and a path as good as any. */
  private static final String HERE = "fleetk-completes-here";

  /** What {@link Kind#KIND} stands for. */
  private static final Map<String, Kind> KINDS =
      Map.of(
          "units", Kind.UNIT,
          "machines", Kind.MACHINE,
          "stacks", Kind.STACK,
          "components", Kind.COMPONENT);

  private final CommandLine root;
  private final Function<Kind, List<Candidate>> names;

  /**
   * Completes words of a program.
   *
   * @param root the program, with those commands at least that are among the words; it is used up
   *     by this
   * @param names gives names that exist, of {@link Kind#COMMAND} those right below the program;
   *     asked only for what may stand there
   */
  public Completer(CommandLine root, Function<Kind, List<Candidate>> names) {
    this.root = root;
    this.names = names;
  }

  /**
   * What may stand at the end of a line.
   *
   * @param words the words after the program's name; the last one is not finished
   */
  Completion complete(List<String> words) {
    String typed = words.isEmpty() ? "" : words.getLast();
    int equals = typed.startsWith("-") ? typed.indexOf('=') : -1;
    String lead = typed.substring(0, equals + 1);
    boolean option = typed.startsWith("-") && lead.isEmpty();
    List<String> asked =
        new ArrayList<>(words.isEmpty() ? words : words.subList(0, words.size() - 1));
    asked.add((option ? "--" : lead) + HERE);
    try {
      collectErrors(root);
      ParseResult parsed = root.parseArgs(asked.toArray(String[]::new));
      Optional<ArgSpec> argument = argument(parsed);
      if (argument.isPresent()) {
        return values(argument.get(), lead, typed.substring(lead.length()));
      }
      ParseResult last = last(parsed);
      if (last.unmatched().stream().anyMatch(word -> !isHere(word) && !word.startsWith("-"))) {
        return Completion.NONE;
      }
      CommandSpec command = last.commandSpec();
      return option ? options(command, typed) : commands(command, typed);
    } catch (PicocliException e) {
      return Completion.NONE;
    }
  }

  private static void collectErrors(CommandLine command) {
    command.getCommandSpec().parser().collectErrors(true);
    command.getSubcommands().values().forEach(Completer::collectErrors);
  }

  private static ParseResult last(ParseResult parsed) {
    return parsed.hasSubcommand() ? last(parsed.subcommand()) : parsed;
  }

  /** What the word at the cursor was taken for; empty when for a command, or nothing. */
  private static Optional<ArgSpec> argument(ParseResult parsed) {
    for (ParseResult at = parsed; at != null; at = at.subcommand()) {
      for (ArgSpec argument : at.commandSpec().args()) {
        if (argument.originalStringValues().stream().anyMatch(Completer::isHere)) {
          return Optional.of(argument);
        }
      }
      for (Exception error : at.errors()) {
        // A value of another type than text.
        if (error instanceof ParameterException wrong
            && wrong.getArgSpec() != null
            && isHere(String.valueOf(wrong.getValue()))) {
          return Optional.of(wrong.getArgSpec());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isHere(String value) {
    return value.endsWith(HERE);
  }

  private Completion commands(CommandSpec command, String typed) {
    List<Candidate> candidates =
        below(command).stream().filter(one -> one.value().startsWith(typed)).toList();
    return candidates.isEmpty() && command.parent() != null && command.subcommands().isEmpty()
        ? next(command).map(argument -> values(argument, "", typed)).orElse(Completion.NONE)
        : new Completion(candidates, Paths.NONE, "", false);
  }

  /** The positional argument that picocli did not take a word for because of its type. */
  private static Optional<ArgSpec> next(CommandSpec command) {
    return command.positionalParameters().stream()
        .filter(PositionalParamSpec::isMultiValue)
        .map(ArgSpec.class::cast)
        .findFirst();
  }

  /** The commands below one; of the program's own there may be more than were made to parse. */
  private List<Candidate> below(CommandSpec command) {
    if (command.parent() == null) {
      return names.apply(Kind.COMMAND);
    }
    List<Candidate> commands = new ArrayList<>();
    command
        .subcommands()
        .forEach(
            (name, below) -> {
              if (!below.getCommandSpec().usageMessage().hidden()) {
                commands.add(Candidate.of(name, below.getCommandSpec().usageMessage().header()));
              }
            });
    return commands;
  }

  private static Completion options(CommandSpec command, String typed) {
    List<Candidate> candidates = new ArrayList<>();
    for (OptionSpec option : command.options()) {
      boolean given = !option.originalStringValues().isEmpty() && !option.isMultiValue();
      if (option.hidden() || given) {
        continue;
      }
      String description = description(option);
      for (String name : option.names()) {
        // A letter is typed sooner than completed: it stands only beside what says more.
        if (name.startsWith(typed)
            && (name.length() > 2 || typed.length() < 2 || typed.equals(name))) {
          candidates.add(new Candidate(name, description));
        }
      }
    }
    return new Completion(candidates, Paths.NONE, "", false);
  }

  static String description(ArgSpec argument) {
    return String.join(" ", argument.description()).replace("$$", "$").replace("%%", "%");
  }

  private Completion values(ArgSpec argument, String before, String typed) {
    String lead = before;
    String word = typed;
    Set<String> had = new HashSet<>();
    if (argument.isMultiValue()) {
      had.addAll(argument.originalStringValues());
    }
    if (argument.splitRegex().equals(",")) {
      int comma = word.lastIndexOf(',');
      had.addAll(List.of(word.substring(0, comma + 1).split(",", -1)));
      lead += word.substring(0, comma + 1);
      word = word.substring(comma + 1);
    }
    Label label = Label.of(argument.paramLabel());
    List<Candidate> candidates = new ArrayList<>();
    words(argument, label).forEach(one -> candidates.add(new Candidate(one, "")));
    Paths paths = Paths.NONE;
    boolean goesOn = false;
    for (Label.Name name : label.names()) {
      switch (name.kind()) {
        case DIR, FOLDER -> paths = paths == Paths.FILES ? paths : Paths.DIRECTORIES;
        case FILE -> paths = Paths.FILES;
        case COMMAND -> candidates.addAll(below(named(argument)));
        case KIND -> candidates.addAll(ofKind(argument));
        case UNIT, COMPONENT, MACHINE, STACK, CONTEXT, SECRET, TOPIC -> {
          if (name.kind() == Kind.UNIT && word.contains("/")) {
            paths = Paths.FILES;
          } else if (name.kind() != Kind.TOPIC || named(argument).parent() == null) {
            names.apply(name.kind()).forEach(one -> candidates.add(one.lead("", name.follows())));
          }
        }
      }
      goesOn |= !name.follows().isEmpty();
    }
    return new Completion(fitting(candidates, lead, word, had), paths, lead, goesOn);
  }

  /** Kinds, or, behind one such as {@code units}, the names of that kind. */
  private List<Candidate> ofKind(ArgSpec argument) {
    String first = argument.originalStringValues().stream().findFirst().orElse(HERE);
    if (isHere(first)) {
      return KINDS.keySet().stream().map(word -> new Candidate(word, "")).toList();
    }
    Kind kind = KINDS.get(first.endsWith("s") ? first : first + "s");
    return kind == null ? List.of() : names.apply(kind);
  }

  private static List<Candidate> fitting(
      List<Candidate> candidates, String lead, String word, Set<String> had) {
    List<Candidate> fitting = new ArrayList<>();
    Set<String> seen = new HashSet<>(had);
    for (Candidate candidate : candidates) {
      if (candidate.value().startsWith(word) && seen.add(candidate.value())) {
        fitting.add(candidate.lead(lead, ""));
      }
    }
    return fitting;
  }

  /** The command that an argument's words before the cursor name, as far as they name one. */
  private CommandSpec named(ArgSpec argument) {
    CommandSpec command = root.getCommandSpec();
    for (String word : argument.originalStringValues()) {
      CommandLine below = command.subcommands().get(word);
      if (below == null) {
        break;
      }
      command = below.getCommandSpec();
    }
    return command;
  }

  static List<String> words(ArgSpec argument, Label label) {
    if (!label.words().isEmpty() || argument.completionCandidates() == null) {
      return label.words();
    }
    List<String> words = new ArrayList<>();
    for (String candidate : argument.completionCandidates()) {
      String word = argument.typeInfo().isEnum() ? candidate.toLowerCase(Locale.ROOT) : candidate;
      if (takes(argument, word)) {
        words.add(word);
      }
    }
    return words;
  }

  /** Whether an argument's own converter would take a word. */
  private static boolean takes(ArgSpec argument, String word) {
    for (ITypeConverter<?> converter : argument.converters()) {
      try {
        converter.convert(word);
      } catch (Exception e) {
        return false;
      }
    }
    return true;
  }
}
