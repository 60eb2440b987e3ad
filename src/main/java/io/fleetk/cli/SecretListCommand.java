package io.fleetk.cli;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.cli.Table.Cell;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.Secret;
import io.fleetk.plan.SecretUsers;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fleetk secret list}: the secrets, without their texts. */
@Command(
    name = "list",
    header = "List the secrets and who uses them.",
    description = "Lists the secrets: newest version, size, age, and the units that name them.",
    footerHeading = "%nExamples:%n",
    footer = {"  fleetk secret list", "  fleetk secret list -o json"})
final class SecretListCommand extends FleetkCommand {
  @Mixin private ListFormat output;

  @Override
  public Integer call() throws IOException {
    try (Fleet fleet = openFleet()) {
      List<Secret> secrets = Secrets.list(fleet);
      SecretUsers users = SecretUsers.in(fleet.view());
      switch (output.form()) {
        case JSON, YAML -> output.document(documents(secrets, users)).forEach(out()::println);
        case NAME -> secrets.forEach(secret -> out().println(secret.name()));
        case TABLE, WIDE -> printTable(secrets, users);
      }
    }
    return ExitCode.OK;
  }

  private void printTable(List<Secret> secrets, SecretUsers users) {
    if (secrets.isEmpty()) {
      note("the fleet has no secrets");
      return;
    }
    Instant now = surroundings().clock().instant();
    Table table = new Table("NAME", ">VERSION", ">SIZE", "~AGE", "CERTIFICATE", "USED BY");
    for (Secret secret : secrets) {
      table.row(
          Cell.of(secret.name()),
          Cell.of(Long.toString(secret.version())),
          Cell.of(Long.toString(secret.size())),
          Cell.of(Ages.since(secret.putAt(), now)),
          secret.certificateEnds().map(end -> certificate(end, now)).orElse(Cell.of("")),
          Cell.of(String.join(", ", users.of(secret.name()))));
    }
    print(table.headed(output.headed()));
  }

  private static Cell certificate(Instant end, Instant now) {
    return end.isAfter(now)
        ? new Cell(Tone.GOOD, "ends in " + Ages.since(/* moment= */ now, /* now= */ end))
        : new Cell(Tone.BAD, "ended");
  }

  private static List<Document> documents(List<Secret> secrets, SecretUsers users) {
    return secrets.stream()
        .map(
            secret ->
                new Document(
                    secret.name(),
                    secret.version(),
                    secret.size(),
                    secret.putAt(),
                    secret.certificateEnds(),
                    users.of(secret.name())))
        .toList();
  }

  /** A secret in a document. */
  record Document(
      String name,
      long version,
      long size,
      Instant putAt,
      Optional<Instant> certificateEnds,
      List<String> usedBy) {}
}
