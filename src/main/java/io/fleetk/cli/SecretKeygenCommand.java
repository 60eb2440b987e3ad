package io.fleetk.cli;

import io.fleetk.pki.PkiFolder;
import io.fleetk.registry.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleetk secret keygen}: the key that a fleet's secrets are encrypted with. */
@Command(
    name = "keygen",
    header = "Make the key that a fleet's secrets are encrypted with.",
    description = {
      "Prints a new key, or writes it to a file that only its owner may read. Every machine of a fleet",
      "needs the same file (secret_key_file, by default /etc/fleetk/secret.key). With --rotate the new",
      "key goes before those that the file holds: it encrypts from then on, the others still decrypt."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk secret keygen --out secret.key",
      "  fleetk secret keygen --out secret.key --rotate"
    })
final class SecretKeygenCommand extends FleetkCommand {
  @Option(names = "--out", paramLabel = "FILE", description = "write it there instead")
  private Path file;

  @Option(names = "--rotate", description = "put it before the keys in a file that exists")
  private boolean rotate;

  @Override
  public Integer call() throws IOException {
    String line = SecretKey.generate(new SecureRandom()).encode() + "\n";
    if (file == null) {
      if (rotate) {
        throw CommandFailure.badInput("--rotate goes with --out FILE");
      }
      out().print(line);
      return ExitCode.OK;
    }
    boolean there = Files.exists(file);
    if (there && !rotate) {
      throw CommandFailure.badInput(
          "%s is there already, and what its keys encrypted would be lost; --rotate adds one"
              .formatted(file));
    }
    if (!there && rotate) {
      throw CommandFailure.badInput(
          "%s is not there, so there is nothing to rotate".formatted(file));
    }
    PkiFolder.writeSecret(file, there ? line + Files.readString(file) : line);
    err().println("key written to %s".formatted(file));
    return ExitCode.OK;
  }
}
