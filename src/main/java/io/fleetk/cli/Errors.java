package io.fleetk.cli;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.joining;

import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.pki.PkiException;
import io.fleetk.stack.StackException;
import io.fleetk.unit.Finding;
import io.fleetk.unit.Nearest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells failures in one line each: {@code fleetk: what: why; next step}. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final PrintWriter err;
  private boolean toldOfOutput;

  Errors(PrintWriter err) {
    this.err = err;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    String why = why(e, List.of(args));
    String help = "see '%s --help'".formatted(spec.qualifiedName(" "));
    say(
        spec,
        why.endsWith("?")
            ? why + " or " + help
            : why.endsWith("--help'") ? why : why + "; " + help);
    return ExitCode.USAGE;
  }

  private static String why(ParameterException e, List<String> args) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().getFirst();
      return unmatched.isUnknownOption()
          ? noOption(word, e.getCommandLine())
          : e.getCommandLine().getSubcommands().isEmpty()
              ? "'%s' is one argument too many".formatted(word)
              : noCommand(word, e.getCommandLine(), args);
    }
    if (e instanceof MissingParameterException) {
      // What is missing may well have been taken for the value of an option that does not exist.
      Optional<String> unknown = unknownOption(e.getCommandLine(), args);
      if (unknown.isPresent()) {
        return noOption(unknown.get(), e.getCommandLine());
      }
    }
    String message = firstLine(e).replaceFirst("\\s*\\(.*?Exception: .*\\)$", "");
    message = message.replace("' is not an int", "' is no whole number");
    message = message.replace("' is not a boolean", "' is not true or false");
    return message.isEmpty()
        ? message
        : WordChoice.withNear(Character.toLowerCase(message.charAt(0)) + message.substring(1));
  }

  private static Optional<String> unknownOption(CommandLine command, List<String> args) {
    return args.stream()
        .takeWhile(word -> !word.equals("--"))
        .filter(word -> word.startsWith("--"))
        .filter(
            word ->
                !command.getCommandSpec().optionsMap().containsKey(word.replaceFirst("=.*", "")))
        .findFirst();
  }

  private static String noOption(String word, CommandLine command) {
    List<String> names =
        command.getCommandSpec().options().stream()
            .filter(option -> !option.hidden())
            .flatMap(option -> Stream.of(option.names()))
            .filter(name -> name.startsWith("--"))
            .toList();
    return withNear("there is no option '%s'".formatted(word), word.replaceFirst("=.*", ""), names);
  }

  private static String noCommand(String word, CommandLine command, List<String> args) {
    String none = "there is no command '%s'".formatted(word);
    int at = Math.max(0, args.indexOf(word));
    Optional<String> here = OtherWords.here(args.subList(at, args.size()), command);
    if (here.isPresent()) {
      String name = command.getCommandSpec().qualifiedName(" ") + " " + here.get();
      return "%s: here it is '%s'; see '%s --help'".formatted(none, name, name);
    }
    List<String> names =
        command.getSubcommands().entrySet().stream()
            .filter(sub -> !sub.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .toList();
    return withNear(none, word, names);
  }

  private static String withNear(String message, String word, List<String> names) {
    return abbreviated(word, names)
        .or(() -> Nearest.to(word, names))
        .map(near -> "%s; did you mean '%s'?".formatted(message, near))
        .orElse(message);
  }

  /**
   * The shortest name that begins as a word of three letters or more does and has all its letters.
   */
  private static Optional<String> abbreviated(String word, List<String> names) {
    if (word.length() < 3) {
      return Optional.empty();
    }
    List<String> shortest = names.stream().sorted(comparingInt(String::length)).toList();
    String letters =
        word.chars()
            .mapToObj(Character::toString)
            .map(Pattern::quote)
            .collect(joining(".*", "", ".*"));
    return shortest.stream()
        .filter(name -> name.startsWith(word))
        .findFirst()
        .or(() -> shortest.stream().filter(name -> name.matches(letters)).findFirst());
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof OutputClosedException closed) {
      return handleClosedOutput(closed);
    }
    CommandSpec spec = command.getCommandSpec();
    if (((Fleetk) spec.root().userObject()).debug()) {
      e.printStackTrace(err);
    }
    return switch (e) {
      case CommandFailure failure -> {
        say(spec, WordChoice.withNear(failure.getMessage()));
        yield failure.exitCode();
      }
      case StackException stack when isOfOneFileAsAWhole(stack) -> {
        say(spec, stack.findings().getFirst().toString());
        yield ExitCode.USAGE;
      }
      case StackException stack -> {
        stack.findings().forEach(finding -> err.println(finding));
        long errors = stack.findings().stream().filter(Finding::isError).count();
        say(
            spec,
            "the stack cannot be used: %s above; mend %s and run the same command again"
                .formatted(Plural.of((int) errors, "error"), errors == 1 ? "it" : "them"));
        yield ExitCode.USAGE;
      }
      case FleetUnreachableException unreachable -> {
        say(spec, ofContext(spec) + unreachable.getMessage());
        yield ExitCode.UNREACHABLE;
      }
      case FleetException refused -> {
        say(spec, refused.getMessage());
        yield ExitCode.FAILED;
      }
      case PkiException pki -> {
        say(spec, pki.getMessage());
        yield ExitCode.FAILED;
      }
      case FileSystemException file -> {
        say(spec, "%s: %s".formatted(file.getFile(), why(file)));
        yield ExitCode.FAILED;
      }
      case UncheckedIOException io -> handleExecutionException(io.getCause(), command, parsed);
      case IOException io -> {
        say(spec, firstLine(io));
        yield ExitCode.FAILED;
      }
      default -> {
        say(
            spec,
            "this is a fault of fleetk's own (%s: %s); run it again with --debug and report what it"
                    .formatted(e.getClass().getSimpleName(), firstLine(e))
                + " prints");
        yield ExitCode.FAILED;
      }
    };
  }

  /** Whoever named a fleet by a context may not know its endpoint, which is what failures name. */
  private static String ofContext(CommandSpec spec) {
    return ((Fleetk) spec.root().userObject())
        .connection()
        .askedContext()
        .map("context %s: "::formatted)
        .orElse("");
  }

  /** There is no line to go to, and nothing else to tell. */
  private static boolean isOfOneFileAsAWhole(StackException e) {
    return e.findings().size() == 1 && e.findings().getFirst().line() == 0;
  }

  /** A reader that left needs no word; a full disk does, and one is enough. */
  int handleClosedOutput(OutputClosedException e) {
    if (e.readerLeft()) {
      return ExitCode.BROKEN_PIPE;
    }
    if (toldOfOutput) {
      return ExitCode.FAILED;
    }
    toldOfOutput = true;
    try {
      err.println("fleetk: standard output cannot be written: " + e.getMessage());
      err.flush();
    } catch (OutputClosedException alsoClosed) {
      // There is nobody left to tell.
    }
    return ExitCode.FAILED;
  }

  private static String why(FileSystemException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file or directory";
      case AccessDeniedException _ -> "permission denied";
      default -> e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    };
  }

  private void say(CommandSpec spec, String message) {
    String words = FleetkCommand.words(spec);
    err.println(
        "fleetk: "
            + (words.isEmpty() ? "" : words + ": ")
            + message.replaceAll("\\s*\\R\\s*", " "));
    err.flush();
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
