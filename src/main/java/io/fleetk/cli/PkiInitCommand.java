package io.fleetk.cli;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.pki.AuthorityKind;
import io.fleetk.pki.Initialization;
import io.fleetk.pki.InitializationRequest;
import io.fleetk.pki.InitializationRequest.Existing;
import io.fleetk.pki.InitializationRequest.Extra;
import io.fleetk.pki.Made;
import io.fleetk.stack.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk pki init}: makes the keys and certificates that are missing. */
@Command(
    name = "init",
    header = "Make the keys and certificates that a cluster lacks.",
    description = {
      "Makes what the folder lacks of a cluster's keys and certificates, and overwrites nothing.",
      "Names and networks come from the values of the stack in DIR, addresses from the fleet's",
      "machines or from --machines."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk pki init units/ --out pki/",
      "  fleetk pki init units/ --machines machines.yaml --san api.example.com",
      "  fleetk pki init units/ --ca-cert company.crt --ca-key company.key --out company/",
      "  fleetk pki init units/ --with-etcd --with-fleetk"
    })
final class PkiInitCommand extends FleetkCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "the stack's directory; without it the defaults of its values count")
  private Path directory;

  @Mixin private PkiFolderArguments folder;
  @Mixin private ClusterArguments cluster;
  @Mixin private KeyArguments keys;
  @Mixin private AuthorityArguments authorities;

  @Option(
      names = "--ca-cert",
      paramLabel = "FILE",
      description = "take this authority's certificate instead of making one")
  private Path caCertificate;

  @Option(names = "--ca-key", paramLabel = "FILE", description = "that authority's key")
  private Path caKey;

  @Option(
      names = "--etcd-ca-cert",
      paramLabel = "FILE",
      description = "the certificate of etcd's authority, to issue etcd's clients theirs")
  private Path etcdCertificate;

  @Option(names = "--etcd-ca-key", paramLabel = "FILE", description = "that authority's key")
  private Path etcdKey;

  @Option(
      names = "--with-etcd",
      description = "also an authority for etcd, and certificates for its members and clients")
  private boolean withEtcd;

  @Option(
      names = "--with-fleetk",
      description = "also an authority for fleetk's own API, and certificates for its two sides")
  private boolean withFleetk;

  @Override
  public Integer call() throws StackException, IOException {
    Map<AuthorityKind, Existing> existing = new EnumMap<>(AuthorityKind.class);
    existing("--ca-cert", caCertificate, "--ca-key", caKey)
        .ifPresent(given -> existing.put(AuthorityKind.CLUSTER, given));
    existing("--etcd-ca-cert", etcdCertificate, "--etcd-ca-key", etcdKey)
        .ifPresent(given -> existing.put(AuthorityKind.ETCD, given));
    ClusterArguments.Known known =
        cluster.names(Optional.ofNullable(directory), this::membersIfAny);
    known.notes().forEach(this::note);
    Set<Extra> extras = EnumSet.noneOf(Extra.class);
    if (withEtcd) {
      extras.add(Extra.ETCD);
    }
    if (withFleetk) {
      extras.add(Extra.FLEETK);
    }
    List<Made> files =
        Initialization.run(
            folder.folder(),
            new InitializationRequest(
                known.names(),
                keys.type(),
                keys.lifetimes(authorities.lifetime()),
                existing,
                extras),
            surroundings().clock().instant(),
            new SecureRandom());
    print(files);
    return ExitCode.OK;
  }

  private static Optional<Existing> existing(
      String certificateOption, Path certificate, String keyOption, Path key) {
    if ((certificate == null) != (key == null)) {
      throw CommandFailure.badInput(
          "%s and %s go together; %s is missing"
              .formatted(
                  certificateOption, keyOption, key == null ? keyOption : certificateOption));
    }
    return certificate == null ? Optional.empty() : Optional.of(new Existing(certificate, key));
  }

  private void print(List<Made> files) {
    for (Made file : files) {
      if (file.made()) {
        out()
            .println(
                "%s %s  %s"
                    .formatted(
                        paint().text(Tone.GOOD, "+"),
                        folder.path().resolve(file.file()),
                        paint().text(Tone.FAINT, file.what())));
      } else if (!file.what().isEmpty()) {
        note("%s is kept, but %s".formatted(folder.path().resolve(file.file()), file.what()));
      }
    }
    int made = (int) files.stream().filter(Made::made).count();
    int kept = files.size() - made;
    out()
        .println(
            made == 0
                ? "Nothing was missing in %s: %s kept."
                    .formatted(folder.path(), Plural.of(kept, "file"))
                : "%s made in %s, %d kept."
                    .formatted(Plural.of(made, "file"), folder.path(), kept));
  }
}
