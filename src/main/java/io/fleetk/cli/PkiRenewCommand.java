package io.fleetk.cli;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.pki.ClusterNames;
import io.fleetk.pki.KeyType;
import io.fleetk.pki.Made;
import io.fleetk.pki.Renewal;
import io.fleetk.stack.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk pki renew}: issues certificates anew. */
@Command(
    name = "renew",
    header = "Issue certificates anew.",
    description = {
      "Issues anew, with their keys, the certificates that end within 60 days, or those named.",
      "An authority is renewed only when it is named, and keeps its key. Kubeconfigs that embed",
      "what was renewed are written anew too. Nothing is written unless all that are named can be",
      "renewed; without names the others are, and it exits 1."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk pki renew --out pki/",
      "  fleetk pki renew apiserver --stack units/    with the names that it should have now",
      "  fleetk pki renew admin --new-keys",
      "  fleetk pki renew ca"
    })
final class PkiRenewCommand extends FleetkCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "certificates, such as apiserver or etcd/server")
  private List<String> names = new ArrayList<>();

  @Mixin private PkiFolderArguments folder;
  @Mixin private ClusterArguments cluster;
  @Mixin private KeyArguments keys;
  @Mixin private AuthorityArguments authorities;

  @Option(
      names = "--within",
      paramLabel = "TIME",
      description = "renew what ends within this time (default: 60d)")
  private Duration within = Duration.ofDays(60);

  @Option(names = "--new-keys", description = "make new keys too")
  private boolean newKeys;

  @Option(
      names = "--stack",
      paramLabel = "DIR",
      description = "name what the stack in this directory, its machines and the options say now")
  private Path directory;

  @Option(
      names = "--drop-names",
      description = "with --stack, let certificates lose names that they have")
  private boolean dropNames;

  @Override
  public Integer call() throws StackException, IOException {
    Optional<ClusterNames> now = Optional.empty();
    if (directory != null) {
      ClusterArguments.Known known = cluster.names(Optional.of(directory), this::membersIfAny);
      if (!known.notes().isEmpty()) {
        // The certificates of a cluster that runs would lose its masters.
        throw CommandFailure.badInput(String.join("; ", known.notes()));
      }
      now = Optional.of(known.names());
    } else if (cluster.isGiven() || dropNames) {
      throw CommandFailure.badInput(
          "what a certificate names is changed with --stack DIR only; without it each keeps its names");
    }
    if (keys.isTypeGiven() && !newKeys) {
      throw CommandFailure.badInput("--key-type goes with --new-keys");
    }
    Optional<KeyType> made = newKeys ? Optional.of(keys.type()) : Optional.empty();
    Renewal.Outcome outcome =
        Renewal.run(
            folder.folder(),
            new Renewal.Request(
                names, within, made, keys.lifetimes(authorities.lifetime()), now, dropNames),
            surroundings().clock().instant(),
            new SecureRandom());
    print(outcome);
    return outcome.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private void print(Renewal.Outcome outcome) {
    for (Made file : outcome.written()) {
      out()
          .println(
              "%s %s  %s"
                  .formatted(
                      paint().text(Tone.CHANGE, "~"),
                      folder.path().resolve(file.file()),
                      paint().text(Tone.FAINT, file.what())));
    }
    outcome.failures().forEach(this::note);
    outcome.notes().forEach(this::note);
    int written = outcome.written().size();
    if (written > 0) {
      out().println("%s written in %s.".formatted(Plural.of(written, "file"), folder.path()));
    } else if (outcome.failures().isEmpty() && outcome.notes().isEmpty()) {
      out().println("Nothing in %s ends within %s.".formatted(folder.path(), Ages.of(within)));
    } else {
      out().println("Nothing was written in %s.".formatted(folder.path()));
    }
  }
}
