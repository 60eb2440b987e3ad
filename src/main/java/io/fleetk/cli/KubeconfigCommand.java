package io.fleetk.cli;

import io.fleetk.pki.Kubeconfig;
import io.fleetk.pki.Lifetimes;
import io.fleetk.pki.PkiFolder;
import io.fleetk.pki.Users;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fleetk kubeconfig}: how somebody reaches the cluster's API. */
@Command(
    name = "kubeconfig",
    header = "Print a kubeconfig, for the admin or any user.",
    description = {
      "Prints a kubeconfig that needs no other file. A user that the folder does not know yet is",
      "issued a certificate, kept in users/ there; what the user may do is for the cluster's roles",
      "to say."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk kubeconfig --from pki/ --out ~/.kube/config",
      "  fleetk kubeconfig --from pki/ --user jane --group developers",
      "  fleetk kubeconfig --server https://api.example.com:6443"
    })
final class KubeconfigCommand extends FleetkCommand {
  private static final String ADMIN = "admin";

  @Option(
      names = "--from",
      paramLabel = "FOLDER",
      defaultValue = "pki",
      description = "the folder of keys and certificates (default: pki)")
  private Path from;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = ADMIN,
      description = "whose certificate (default: admin)")
  private String user;

  @Option(names = "--group", paramLabel = "GROUP", description = "the group of a new user")
  private String group;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "the API's URL (default: that of the folder's admin.conf)")
  private String server;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "the cluster's name (default: that of the folder's admin.conf)")
  private String cluster;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "write it there, for its owner only, instead of printing it; replaces what this command wrote there for the same user and cluster, and nothing else")
  private Path file;

  @Option(names = "--force", description = "with --out, replace whatever file is there")
  private boolean force;

  @Mixin private KeyArguments keys;

  @Override
  public Integer call() {
    var folder = new PkiFolder(from);
    Optional<Kubeconfig> admins =
        folder.has(ADMIN + ".conf")
            ? Kubeconfig.read(folder.read(ADMIN + ".conf"))
            : Optional.empty();
    String url =
        Optional.ofNullable(server)
            .or(() -> admins.map(Kubeconfig::server))
            .orElseThrow(
                () ->
                    CommandFailure.badInput(
                        "%s does not tell where the API is: give --server URL, or make the folder with 'fleetk pki init'"
                            .formatted(folder.path(ADMIN + ".conf"))));
    String name =
        Optional.ofNullable(cluster).or(() -> admins.map(Kubeconfig::cluster)).orElse("kubernetes");
    requireReplaceable(name, url);
    requireNothingIgnored(folder);
    String certificate =
        Users.certificateOf(
            folder,
            user,
            Optional.ofNullable(group),
            keys.type(),
            keys.lifetimes(Lifetimes.DEFAULT.authorities()),
            surroundings().clock().instant(),
            new SecureRandom());
    String text = folder.kubeconfig(name, url, certificate, user).text();
    if (file == null) {
      out().print(text);
    } else {
      PkiFolder.writeSecret(file, text);
      err().println("kubeconfig of %s written to %s".formatted(user, file));
    }
    return ExitCode.OK;
  }

  /** A file may hold the only way to another cluster. */
  private void requireReplaceable(String name, String url) {
    if (file == null && force) {
      throw CommandFailure.badInput("--force goes with --out FILE");
    }
    if (file == null || force || !Files.exists(file)) {
      return;
    }
    String there = PkiFolder.read(file);
    boolean same =
        Kubeconfig.read(there)
            .filter(old -> old.isWrittenAs(there) && old.cluster().equals(name))
            .filter(old -> old.server().equals(url) && old.user().equals(user))
            .isPresent();
    if (!same) {
      throw CommandFailure.badInput(
          "%s is there already, and is not the kubeconfig of %s at %s: give another --out, or --force to replace it"
              .formatted(file, user, url));
    }
  }

  private void requireNothingIgnored(PkiFolder folder) {
    Users.find(folder, user)
        .filter(_ -> keys.isGiven())
        .ifPresent(
            there -> {
              throw CommandFailure.badInput(
                  "%s is there already, and --key-type and --lifetime are for a new user: see 'fleetk pki renew %s'"
                      .formatted(folder.path(there + ".crt"), there));
            });
  }
}
