package io.fleetk.cli;

import io.fleetk.stack.ChosenStack;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackGathering;
import io.fleetk.stack.StackOrigin;
import io.fleetk.unit.Finding;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Which stacks, or which of their units, and with which values. */
final class StackArguments {
  /** The word that stands for standard input. */
  static final String STANDARD_INPUT = "-";

  /** More than any stack has. */
  private static final int MAX_INPUT = 64 * 1024 * 1024;

  private static final int BUFFER = 1 << 14;

  @Parameters(
      arity = "0..*",
      paramLabel = "DIR|FILE|-",
      description =
          "stack directories; unit files, for these units of the stack in their directory; or - for"
              + " what 'fleetk render -o yaml' prints, from standard input")
  private List<String> places = new ArrayList<>();

  @Mixin private ValueArguments values;

  /**
   * Where the stacks are to be taken from, in the order given.
   *
   * @throws ParameterException when nothing is given and there is no default
   * @throws CommandFailure when what is given makes no sense together
   */
  List<StackOrigin> origins(FleetkCommand command) throws IOException {
    List<String> given = places;
    if (given.isEmpty()) {
      given = List.of(directoryOtherwise(command).toString());
    }
    if (given.stream().filter(STANDARD_INPUT::equals).count() > 1) {
      throw CommandFailure.badInput("'-' is given twice, and standard input can be read once");
    }
    if (given.contains(STANDARD_INPUT) && values.isGiven()) {
      throw CommandFailure.badInput(
          "-f, --set and --machines are for rendering, and what comes from '-' is rendered already;"
              + " give them to 'fleetk render'");
    }
    List<StackOrigin> origins = new ArrayList<>();
    Map<Path, List<Path>> filesOf = new LinkedHashMap<>();
    for (String place : given) {
      if (place.isEmpty()) {
        throw CommandFailure.badInput("an empty word names no directory: is a variable not set?");
      }
      if (place.equals(STANDARD_INPUT)) {
        origins.add(new StackOrigin.Document(standardInput(command)));
        continue;
      }
      Path path = Path.of(place);
      if (Files.isDirectory(path) || (!Files.exists(path) && !StackGathering.namesUnit(path))) {
        origins.add(new StackOrigin.Directory(values.source(path)));
      } else {
        Path parent = path.getParent() == null ? Path.of(".") : path.getParent();
        List<Path> files =
            filesOf.computeIfAbsent(
                parent.toAbsolutePath().normalize(), directory -> new ArrayList<>());
        files.add(path);
        if (files.size() == 1) {
          origins.add(new StackOrigin.UnitFiles(values.source(parent), files));
        } else {
          origins.replaceAll(origin -> with(origin, files));
        }
      }
    }
    return origins;
  }

  /** The same origin, with all files of its directory that are given. */
  private static StackOrigin with(StackOrigin origin, List<Path> files) {
    return origin instanceof StackOrigin.UnitFiles part && part.files().contains(files.getFirst())
        ? new StackOrigin.UnitFiles(part.source(), files)
        : origin;
  }

  /**
   * The directory that is meant where none is given.
   *
   * @throws ParameterException when there is none
   */
  static Path directoryOtherwise(FleetkCommand command) throws IOException {
    return command
        .stackDirectory()
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    "missing required parameter: 'DIR': give a stack's directory, unit files of"
                        + " one, or - for what 'fleetk render -o yaml' prints"));
  }

  /** All that comes from standard input. */
  static String standardInput(FleetkCommand command) throws IOException {
    BufferedReader in = command.surroundings().in();
    StringBuilder text = new StringBuilder();
    char[] buffer = new char[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      text.append(buffer, 0, read);
      if (text.length() > MAX_INPUT) {
        throw CommandFailure.badInput(
            "<standard input>: more than the %,d characters that any stack has"
                .formatted(MAX_INPUT));
      }
    }
    return text.toString();
  }

  /**
   * The stacks as they should be.
   *
   * @param members gives the fleet's members, unless a file does
   * @throws StackException naming every problem with them
   */
  List<ChosenStack> stacks(List<StackOrigin> origins, ValueArguments.Members members)
      throws StackException, IOException {
    boolean rendered = origins.stream().allMatch(StackOrigin.Document.class::isInstance);
    try {
      return StackGathering.gather(origins, rendered ? List.of() : values.machines(members));
    } catch (StackException e) {
      throw oneLine(e);
    }
  }

  /** A single problem that stands at no line of a file needs no more than one line. */
  private static StackException oneLine(StackException e) {
    Finding first = e.findings().getFirst();
    if (e.findings().size() == 1
        && (first.line() == 0 || first.file().equals(StackOrigin.STANDARD_INPUT))) {
      throw CommandFailure.badInput(first.toString());
    }
    return e;
  }
}
