package io.fleetk.cli;

import io.fleetk.client.Endpoint;
import io.fleetk.client.SshHost;
import io.fleetk.context.Context;
import io.fleetk.context.ContextFile;
import io.fleetk.context.Contexts;
import io.fleetk.context.Setting;
import io.fleetk.store.EtcdSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk context set}: makes a context, or changes one. */
@Command(
    name = "set",
    header = "Make a context, or change one.",
    description = {
      "Makes a context of the options that say how a fleet is reached, or adds them to one that is",
      "there: --endpoint, --etcd, --ca-file, --cert-file, --key-file, --tunnel, --ssh-username,",
      "--request-timeout and those of etcd. One with an empty value, such as --tunnel=, is taken away."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk context set prod --endpoint https://10.0.0.1:49153,https://10.0.0.2:49153",
      "  fleetk context set prod --ca-file ca.pem --cert-file me.pem --key-file me.key --stack units/",
      "  fleetk context set lab --tunnel core@bastion --ssh-username core",
      "  fleetk context set lab --ssh-username=       take one thing away again"
    })
final class ContextSetCommand extends FleetkCommand {
  @Parameters(index = "0", paramLabel = "CONTEXT", description = "the context")
  private String name;

  @Option(
      names = "--stack",
      paramLabel = "DIR",
      description = "the directory of the stack that belongs to this fleet")
  private Path stack;

  @Override
  public Integer call() throws IOException {
    Map<Setting, String> changes = changes();
    if (root().connection().context().isPresent()) {
      throw CommandFailure.badInput("--context is for commands that use one; here give its name");
    }
    ContextFile file = root().connection().contextFile(surroundings().environment());
    Contexts contexts = ContextFiles.read(file);
    Optional<Context> before = Optional.ofNullable(contexts.byName().get(name));
    if (changes.isEmpty()) {
      throw CommandFailure.badInput(
          "nothing to set is given; say where the fleet is with --endpoint URL, --etcd URL or"
              + " --tunnel HOST, or which stack belongs there with --stack DIR");
    }
    Context after =
        ContextFiles.understood(
            () -> {
              require(changes);
              return before.orElseGet(() -> new Context(name, Map.of())).with(changes);
            });
    file.write(contexts.with(after));
    changes.forEach(this::noteWhatIsMissing);
    String done = before.isEmpty() ? "made" : before.get().equals(after) ? "unchanged" : "changed";
    boolean current = contexts.current().filter(name::equals).isPresent();
    out()
        .println(
            "Context %s %s: %s%s"
                .formatted(
                    name,
                    done,
                    ContextListCommand.fleet(after),
                    current ? "." : "; 'fleetk context use %s' makes it current.".formatted(name)));
    return ExitCode.OK;
  }

  /** What is to change; paths from here are made complete, as the file lies elsewhere. */
  private Map<Setting, String> changes() {
    Map<Setting, String> changes = new EnumMap<>(Setting.class);
    changes.putAll(root().connection().given());
    if (stack != null) {
      changes.put(Setting.STACK, stack.toString());
    }
    changes.replaceAll(
        (setting, text) ->
            setting.isPath() && !text.isBlank()
                ? Path.of(text).toAbsolutePath().normalize().toString()
                : text);
    return changes;
  }

  private static void require(Map<Setting, String> changes) {
    given(changes, Setting.ENDPOINT)
        .forEach(urls -> Stream.of(urls.split(",", -1)).forEach(Endpoint::parse));
    given(changes, Setting.ETCD).forEach(EtcdSettings::of);
    given(changes, Setting.TUNNEL).forEach(SshHost::parse);
    given(changes, Setting.REQUEST_TIMEOUT)
        .forEach(
            text -> {
              try {
                ConnectionOptions.timeout(text);
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("--request-timeout: " + e.getMessage(), e);
              }
            });
  }

  private static Stream<String> given(Map<Setting, String> changes, Setting setting) {
    return Stream.ofNullable(changes.get(setting)).filter(text -> !text.isBlank());
  }

  private void noteWhatIsMissing(Setting setting, String text) {
    if (setting.isPath() && !text.isBlank() && !Files.exists(Path.of(text))) {
      note("%s: there is no %s yet".formatted(setting.option(), text));
    }
  }
}
