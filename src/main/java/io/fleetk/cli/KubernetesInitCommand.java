package io.fleetk.cli;

import io.fleetk.kubernetes.FirstObjects;
import io.fleetk.kubernetes.Kubeconfig;
import io.fleetk.kubernetes.KubernetesApi;
import io.fleetk.kubernetes.KubernetesException;
import io.fleetk.kubernetes.KubernetesObject;
import io.fleetk.stack.StackException;
import io.fleetk.stack.StackRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk kubernetes init}: makes the first objects of a cluster. */
@Command(
    name = "init",
    header = "Make the first objects of a cluster.",
    description = {
      "Makes who may join as a node, what the API server may do at kubelets, and CoreDNS: the",
      "objects in files/objects.yaml.peb of the stack in DIR, rendered, and the bootstrap token.",
      "It waits for the API server, and doing it again changes nothing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk kubernetes init units/ --kubeconfig pki/admin.conf \\",
      "      --bootstrap-token pki/bootstrap-token",
      "  fleetk kubernetes init units/ --print | kubectl apply -f -"
    })
final class KubernetesInitCommand extends FleetkCommand {
  private static final String TEMPLATE = "files/objects.yaml.peb";
  private static final Duration PAUSE = Duration.ofMillis(500);

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "the stack's directory")
  private Path directory;

  @Mixin private ValueArguments values;

  @Option(
      names = "--objects",
      paramLabel = "FILE",
      description = "take the objects from this YAML file, instead of from DIR")
  private Path objects;

  @Option(
      names = "--bootstrap-token",
      paramLabel = "FILE",
      description = "a file with the token by which kubelets join; without it none is made")
  private Path token;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "how to reach the cluster as its administrator; default $$KUBECONFIG, else ~/.kube/config")
  private Path kubeconfig;

  @Option(
      names = "--print",
      description = "print the objects, for 'kubectl apply -f -', and make none")
  private boolean print;

  @Option(
      names = "--wait-timeout",
      paramLabel = "TIME",
      description = "how long to wait for the API server, such as 90s; default 2m")
  private Duration patience = Duration.ofMinutes(2);

  @Override
  public Integer call() throws StackException, IOException {
    if ((directory == null) == (objects == null)) {
      throw CommandFailure.badInput("give either DIR, such as units/, or --objects FILE");
    }
    List<KubernetesObject> wanted = new ArrayList<>(wanted());
    if (token != null) {
      wanted.addFirst(FirstObjects.bootstrapToken(Files.readString(token)));
    }
    if (print) {
      out().print(FirstObjects.print(wanted));
      return ExitCode.OK;
    }
    long deadline = System.nanoTime() + patience.toNanos();
    try (KubernetesApi api = KubernetesApi.of(Kubeconfig.read(kubeconfig()))) {
      for (KubernetesObject object : wanted) {
        boolean isNew = apply(api, object, deadline);
        out().println("%s %s".formatted(object, isNew ? "made" : "is as it should be"));
        out().flush();
      }
    }
    return ExitCode.OK;
  }

  private List<KubernetesObject> wanted() throws StackException, IOException {
    if (objects != null) {
      return FirstObjects.parse(objects.toString(), Files.readString(objects));
    }
    String text =
        StackRenderer.renderFile(
            values.source(directory), values.machines(this::membersIfAny), TEMPLATE);
    return FirstObjects.parse(directory.resolve(TEMPLATE).toString(), text);
  }

  private Path kubeconfig() {
    return Optional.ofNullable(kubeconfig)
        .or(() -> Optional.ofNullable(surroundings().environment().get("KUBECONFIG")).map(Path::of))
        .orElseGet(
            () ->
                Path.of(surroundings().environment().getOrDefault("HOME", "/"), ".kube", "config"));
  }

  private boolean apply(KubernetesApi api, KubernetesObject object, long deadline)
      throws KubernetesException {
    String told = "";
    while (true) {
      try {
        return api.apply(object);
      } catch (KubernetesException e) {
        if (!e.isPassing()) {
          throw e;
        }
        if (System.nanoTime() > deadline) {
          throw CommandFailure.timedOut(
              "%s; given up after %d s".formatted(e.getMessage(), patience.toSeconds()));
        }
        if (!e.getMessage().equals(told)) {
          told = e.getMessage();
          note(told + "; trying again");
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted");
    }
  }
}
