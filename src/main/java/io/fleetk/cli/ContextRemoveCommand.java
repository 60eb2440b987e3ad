package io.fleetk.cli;

import io.fleetk.context.ContextFile;
import io.fleetk.context.Contexts;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fleetk context rm}: forgets contexts. */
@Command(
    name = "rm",
    header = "Forget contexts.",
    description = "Forgets contexts. The fleets themselves are not touched.",
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk context set lab --tunnel core@bastion", "  fleetk context rm lab"})
final class ContextRemoveCommand extends FleetkCommand {
  @Parameters(arity = "1..*", paramLabel = "CONTEXT", description = "the contexts")
  private List<String> names;

  @Override
  public Integer call() throws IOException {
    ContextFile file = root().connection().contextFile(surroundings().environment());
    Contexts contexts = ContextFiles.read(file);
    Contexts left = contexts;
    for (String name : names) {
      ContextFiles.understood(() -> contexts.named(name));
      left = left.without(name);
    }
    file.write(left);
    for (String name : names) {
      boolean wasCurrent = contexts.current().filter(name::equals).isPresent();
      out()
          .println(
              "Context %s removed%s"
                  .formatted(name, wasCurrent ? "; no context is current now." : "."));
    }
    return ExitCode.OK;
  }
}
