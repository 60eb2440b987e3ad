package io.fleetk.cli;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.cli.Table.Cell;
import io.fleetk.pki.ListedCertificate;
import io.fleetk.pki.Listing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fleetk pki show}: the certificates of a folder. */
@Command(
    name = "show",
    header = "List the certificates of a folder.",
    description = {
      "Lists the certificates of a folder with whom they name and when they end. Exits 1 when one",
      "has ended, or ends within the time that --warn-before gives."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk pki show --out pki/",
      "  fleetk pki show --warn-before 30d",
      "  fleetk pki show -o json | jq '.[] | {name, daysLeft}'"
    })
final class PkiShowCommand extends FleetkCommand {
  @Mixin private PkiFolderArguments folder;
  @Mixin private ListFormat output;

  @Option(
      names = "--warn-before",
      paramLabel = "TIME",
      description = "exit 1 also when one ends within this time")
  private Duration warnBefore = Duration.ZERO;

  @Override
  public Integer call() {
    Instant now = surroundings().clock().instant();
    List<ListedCertificate> certificates = Listing.of(folder.folder());
    switch (output.form()) {
      case JSON, YAML -> output.document(documents(certificates, now)).forEach(out()::println);
      case NAME -> certificates.forEach(certificate -> out().println(certificate.name()));
      case TABLE, WIDE -> print(certificates, now);
    }
    List<String> ending =
        certificates.stream()
            .filter(certificate -> certificate.endedBy(now.plus(warnBefore)))
            .map(ListedCertificate::name)
            .toList();
    if (ending.isEmpty()) {
      return ExitCode.OK;
    }
    boolean one = ending.size() == 1;
    note(
        "%s %s: %s; 'fleetk pki renew' issues anew"
            .formatted(
                Plural.of(ending.size(), "certificate"),
                warnBefore.isZero()
                    ? (one ? "has ended" : "have ended")
                    : (one ? "ends within " : "end within ") + Ages.of(warnBefore),
                String.join(", ", ending)));
    return ExitCode.FAILED;
  }

  private void print(List<ListedCertificate> certificates, Instant now) {
    if (certificates.isEmpty()) {
      note("there is no certificate in " + folder.path());
      return;
    }
    boolean wide = output.wide();
    Table table =
        wide
            ? new Table("NAME", "SUBJECT", "ISSUER", "BEGINS", "ENDS", ">DAYS", "NAMES")
            : new Table("NAME", "SUBJECT", "ISSUER", "ENDS", ">DAYS", "NAMES");
    for (ListedCertificate certificate : certificates) {
      Cell name = new Cell(certificate.authority() ? Tone.STRONG : Tone.PLAIN, certificate.name());
      Cell subject = Cell.of(certificate.subject());
      Cell issuer = Cell.of(certificate.issuer());
      Cell ends = Cell.of(Ages.moment(certificate.notAfter()));
      Cell days = new Cell(tone(certificate, now), Long.toString(certificate.daysLeft(now)));
      Cell names = Cell.of(String.join(",", certificate.alternativeNames()));
      if (wide) {
        table.row(
            name,
            subject,
            issuer,
            Cell.of(Ages.moment(certificate.notBefore())),
            ends,
            days,
            names);
      } else {
        table.row(name, subject, issuer, ends, days, names);
      }
    }
    print(table.headed(output.headed()));
  }

  private Tone tone(ListedCertificate certificate, Instant now) {
    return certificate.endedBy(now)
        ? Tone.BAD
        : certificate.endedBy(now.plus(warnBefore)) ? Tone.WARN : Tone.GOOD;
  }

  private static List<Document> documents(List<ListedCertificate> certificates, Instant now) {
    return certificates.stream()
        .map(
            certificate ->
                new Document(
                    certificate.name(),
                    certificate.subject(),
                    certificate.alternativeNames(),
                    certificate.issuer(),
                    certificate.notBefore(),
                    certificate.notAfter(),
                    certificate.daysLeft(now),
                    certificate.authority()))
        .toList();
  }

  /** A certificate in a document. */
  record Document(
      String name,
      String subject,
      List<String> alternativeNames,
      String issuer,
      Instant notBefore,
      Instant notAfter,
      long daysLeft,
      boolean authority) {}
}
