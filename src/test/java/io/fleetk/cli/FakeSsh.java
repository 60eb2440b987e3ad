package io.fleetk.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A program {@code ssh} in a folder of its own that notes what it is told, an argument a line, and
 * then does what a test wants.
 */
final class FakeSsh {
  private final Path folder;

  /**
   * Writes the program.
   *
   * @param script what it does, for a shell; {@code $folder} is a folder of its own
   */
  FakeSsh(Path home, String script) {
    try {
      folder = Files.createDirectories(home.resolve("bin"));
      Path program =
          Files.writeString(
              folder.resolve("ssh"),
              """
              #!/bin/sh
              folder='%s'
              for word; do echo "$word"; done >> "$folder/arguments"
              %s
              """
                  .formatted(folder, script));
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The search path on which it is found. */
  String path() {
    return folder.toString();
  }

  /** What it was told, in all its runs. */
  List<String> arguments() {
    try {
      return Files.readAllLines(folder.resolve("arguments"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
