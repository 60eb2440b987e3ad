package io.fleetk.cli;

import io.fleetk.stack.Stack;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackRenderer;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which stack, and with which values. */
final class StackArguments {
  @Parameters(index = "0", paramLabel = "DIR", description = "the stack's directory")
  private Path directory;

  @Mixin private ValueArguments values;

  /**
   * The stack as it should be.
   *
   * @param members gives the fleet's members, unless a file does
   * @throws StackException when the stack cannot be used
   */
  Stack stack(ValueArguments.Members members) throws StackException, IOException {
    return StackRenderer.render(values.source(directory), values.machines(members));
  }
}
