package io.fleetk.cli;

import io.fleetk.pki.PkiFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which folder of keys. */
final class PkiFolderArguments {
  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "pki",
      description = "the folder of keys and certificates (default: pki)")
  private Path folder;

  PkiFolder folder() {
    return new PkiFolder(folder);
  }

  Path path() {
    return folder;
  }
}
