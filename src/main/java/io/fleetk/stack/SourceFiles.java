package io.fleetk.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.unit.Finding;
import io.fleetk.unit.Lint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the texts that users write: UTF-8, no larger than a fleet takes, where they may lie. */
final class SourceFiles {
  private SourceFiles() {}

  /**
   * Reads a text that the user named himself.
   *
   * @throws Refusal when it is missing, too large or no UTF-8
   */
  static String read(Path file) throws Refusal {
    String shown = file.toString();
    try {
      if (!Files.exists(file)) {
        throw new Refusal(shown, 0, "", "no such file", "check the path");
      }
      if (!Files.isRegularFile(file)) {
        throw new Refusal(shown, 0, "", "not a file", "");
      }
      if (Files.size(file) > Lint.MAX_BYTES) {
        throw new Refusal(shown, 0, "", Lint.tooLarge(Files.size(file)), "");
      }
      byte[] bytes = Files.readAllBytes(file);
      List<Finding> unreadable = Lint.ofBytes(shown, bytes);
      if (!unreadable.isEmpty()) {
        throw new Refusal(unreadable.getFirst());
      }
      return new String(bytes, UTF_8);
    } catch (IOException e) {
      throw new Refusal(shown, 0, "", "cannot be read: " + e.getMessage(), "");
    }
  }

  /**
   * Reads a text that must lie below a directory, whatever links lead there.
   *
   * @throws Refusal also when it lies elsewhere
   */
  static String readWithin(Path directory, Path file) throws Refusal {
    try {
      if (Files.exists(file) && !file.toRealPath().startsWith(directory.toRealPath())) {
        throw new Refusal(
            file.toString(), 0, "", "leads out of " + directory, "put a copy into the directory");
      }
    } catch (IOException e) {
      throw new Refusal(file.toString(), 0, "", "cannot be read: " + e.getMessage(), "");
    }
    return read(file);
  }
}
