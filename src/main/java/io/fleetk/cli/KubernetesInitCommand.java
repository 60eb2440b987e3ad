package io.fleetk.cli;

import io.fleetk.kubernetes.Applied;
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
      "It waits for the API server, and doing it again changes nothing. An object of which others",
      "have set something otherwise is left as it is."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk kubernetes init units/ --kubeconfig pki/admin.conf \\",
      "      --bootstrap-token pki/bootstrap-token",
      "  fleetk kubernetes init units/ --bootstrap-token pki/bootstrap-token --print |",
      "      kubectl apply -f -"
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
      description =
          "a file with the token by which kubelets join, in place of any that was made so before;"
              + " without it none is made")
  private Path token;

  @Option(
      names = "--token-ttl",
      paramLabel = "TIME",
      description = "how long from now on the token is accepted, such as 24h; default for ever")
  private Duration tokenLife;

  @Option(names = "--force", description = "take back what others have set otherwise")
  private boolean force;

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

  private long deadline;

  @Override
  public Integer call() throws StackException, IOException {
    if ((directory == null) == (objects == null)) {
      throw CommandFailure.badInput("give either DIR, such as units/, or --objects FILE");
    }
    Optional<KubernetesObject> secret = secret();
    List<KubernetesObject> wanted = wanted();
    if (print) {
      List<KubernetesObject> all = new ArrayList<>();
      secret.ifPresent(all::add);
      all.addAll(wanted);
      out().print(FirstObjects.print(all));
      return ExitCode.OK;
    }
    deadline = System.nanoTime() + patience.toNanos();
    try (KubernetesApi api = KubernetesApi.of(Kubeconfig.read(kubeconfig()))) {
      if (secret.isPresent()) {
        KubernetesObject own = secret.get();
        tell(own, insist(() -> api.apply(own, true)));
        insist(() -> api.removeTokensBut(own))
            .forEach(old -> out().println(old + " removed: another token is in its place"));
      }
      boolean allOurs = true;
      for (KubernetesObject object : wanted) {
        Applied applied = insist(() -> api.apply(object, force));
        tell(object, applied);
        allOurs &= !(applied instanceof Applied.Left);
      }
      if (!allOurs) {
        note("what others have set stays; --force takes it back");
      }
    }
    return ExitCode.OK;
  }

  /** What makes the token known, if one is given. */
  private Optional<KubernetesObject> secret() throws IOException {
    if (token == null) {
      if (tokenLife != null) {
        throw CommandFailure.badInput("--token-ttl is for a token: give --bootstrap-token FILE");
      }
      return Optional.empty();
    }
    return Optional.of(
        FirstObjects.bootstrapToken(
            Files.readString(token),
            Optional.ofNullable(tokenLife).map(surroundings().clock().instant()::plus)));
  }

  private void tell(KubernetesObject object, Applied applied) {
    out()
        .println(
            switch (applied) {
              case Applied.Made() -> object + " made";
              case Applied.Kept() -> object + " is as it should be";
              case Applied.Left(String why) -> "%s left as it is: %s".formatted(object, why);
            });
    out().flush();
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

  /** Something that is asked of the API. */
  private interface Wish<T> {
    T of() throws KubernetesException;
  }

  /** Asks until it is answered, or it is no use, or it is too late. */
  private <T> T insist(Wish<T> wish) throws KubernetesException {
    String told = "";
    while (true) {
      try {
        return wish.of();
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
