package io.fleetk.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code fleetk __rehearse}: runs command lines one after another in this process, whatever becomes
 * of each. So the JDK's cache of what fleetk loads, which remembers one process, knows several
 * commands.
 */
@Command(name = "__rehearse", header = "Run command lines in one process.", hidden = true)
final class RehearseCommand extends FleetkCommand {
  @Parameters(index = "0", paramLabel = "FILE", description = "words parted by blanks, a line each")
  private Path file;

  @Override
  public Integer call() throws IOException {
    for (String line : Files.readAllLines(file)) {
      Main.run(surroundings(), List.of(line.split(" ", -1)).toArray(String[]::new));
    }
    return ExitCode.OK;
  }
}
