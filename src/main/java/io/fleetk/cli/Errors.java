package io.fleetk.cli;

import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.pki.PkiException;
import io.fleetk.stack.StackException;
import io.fleetk.unit.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells failures in one line each: {@code fleetk: what: why; next step}. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final PrintWriter err;

  Errors(PrintWriter err) {
    this.err = err;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    String why = why(e);
    String help = "see '%s --help'".formatted(spec.qualifiedName(" "));
    say(spec, why.endsWith("?") ? why + " or " + help : why + "; " + help);
    return ExitCode.USAGE;
  }

  private static String why(ParameterException e) {
    String message = firstLine(e).replaceFirst("\\s*\\(.*?Exception: .*\\)$", "");
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().getFirst();
      message =
          unmatched.isUnknownOption()
              ? "there is no option '%s'".formatted(word)
              : e.getCommandLine().getSubcommands().isEmpty()
                  ? "'%s' is one argument too many".formatted(word)
                  : "there is no command '%s'".formatted(word);
      List<String> near = unmatched.getSuggestions();
      if (!near.isEmpty()) {
        message += "; did you mean '%s'?".formatted(near.getFirst().replaceFirst("^fleetk ", ""));
      }
      return message;
    }
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
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
        say(spec, failure.getMessage());
        yield failure.exitCode();
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
        say(spec, unreachable.getMessage());
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

  /** A reader that left needs no word; a full disk does. */
  int handleClosedOutput(OutputClosedException e) {
    if (e.readerLeft()) {
      return ExitCode.BROKEN_PIPE;
    }
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
