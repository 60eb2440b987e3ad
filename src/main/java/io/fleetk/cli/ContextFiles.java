package io.fleetk.cli;

import io.fleetk.context.ContextFile;
import io.fleetk.context.Contexts;
import java.io.IOException;
import java.util.function.Supplier;

/** Files of contexts, whose faults are the user's to mend. */
final class ContextFiles {
  private ContextFiles() {}

  /**
   * What a file says; nothing when it is not there.
   *
   * @throws CommandFailure when it makes no sense
   */
  static Contexts read(ContextFile file) throws IOException {
    try {
      return file.readIfThere();
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(e.getMessage());
    }
  }

  /**
   * Something of the contexts.
   *
   * @throws CommandFailure when it is not there or makes no sense
   */
  static <T> T understood(Supplier<T> something) {
    try {
      return something.get();
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(e.getMessage());
    }
  }
}
