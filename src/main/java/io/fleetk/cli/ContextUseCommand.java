package io.fleetk.cli;

import io.fleetk.context.Context;
import io.fleetk.context.ContextFile;
import io.fleetk.context.Contexts;
import io.fleetk.context.Effective;
import io.fleetk.context.Value;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fleetk context use}: says which context is current. */
@Command(
    name = "use",
    header = "Say which context is current.",
    description = {
      "Makes a context the current one: its fleet is spoken to when neither an option nor a variable",
      "names another. With none, no context is current."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk context set lab --stack units/        a name for the dev fleet, with its stack",
      "  fleetk context use lab",
      "  fleetk context use none"
    })
final class ContextUseCommand extends FleetkCommand {
  @Parameters(index = "0", paramLabel = "CONTEXT", description = "the context, or none")
  private String name;

  @Override
  public Integer call() throws IOException {
    ContextFile file = root().connection().contextFile(surroundings().environment());
    Contexts contexts = ContextFiles.read(file);
    if (name.equals(Context.NONE)) {
      if (contexts.current().isPresent()) {
        file.write(contexts.using(Optional.empty()));
      }
      out().println("No context is used now.");
    } else {
      Context context = ContextFiles.understood(() -> contexts.named(name));
      file.write(contexts.using(Optional.of(name)));
      out()
          .println(
              "Context %s is used now: %s.".formatted(name, ContextListCommand.fleet(context)));
    }
    noteWhatIsUsedInstead();
    return ExitCode.OK;
  }

  /** Variables go before the current context. */
  private void noteWhatIsUsedInstead() throws IOException {
    Map<String, String> environment = surroundings().environment();
    ConnectionOptions connection = root().connection();
    try {
      Effective effective = connection.effective(environment);
      if (!name.equals(Context.NONE)
          && effective.context().map(Value::text).filter(name::equals).isEmpty()) {
        connection
            .precedence(environment, connection.context())
            .passedOver(effective)
            .forEach(line -> note("not here and now, though: " + line));
      }
    } catch (CommandFailure e) {
      note("not here and now, though: " + e.getMessage());
    }
  }
}
