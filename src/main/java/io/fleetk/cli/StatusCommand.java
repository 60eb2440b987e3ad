package io.fleetk.cli;

import io.fleetk.cli.Paint.Tone;
import io.fleetk.fleet.EventStream;
import io.fleetk.fleet.EventsLostException;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetSecrets;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitStatus;
import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.fleet.UsedCertificate;
import io.fleetk.plan.EndingCertificate;
import io.fleetk.plan.SecretUsers;
import io.fleetk.plan.StatusReport;
import io.fleetk.unit.UnitName;
import io.fleetk.unit.UnitWord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk status}: how the fleet stands. */
@Command(
    name = "status",
    header = "Show how components and their instances stand.",
    description = {
      "Shows each component and each of its instances, units that are in no stack included.",
      "Of what failed the last lines of its journal follow, of what is named by its unit's whole",
      "name always. Exits 0 only when all that is shown is as desired, else 1."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk status",
      "  fleetk status kubelet kube-proxy --watch",
      "  fleetk status kube-apiserver@1 kubelet.service",
      "  fleetk status -o json | jq '.components[] | select(.standing != \"as-desired\")'"
    })
final class StatusCommand extends FleetkCommand {
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final int FEW_LINES = 3;
  private static final int MORE_LINES = 10;
  private static final Duration SOON = Duration.ofDays(30);
  private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

  @Parameters(
      arity = "0..*",
      paramLabel = "COMPONENT|UNIT",
      description =
          "only these components or units; web@{1..3} stands for three, and a quoted 'web@*' for all"
              + " that are called so")
  private List<String> words = new ArrayList<>();

  /** The units that are named one by one. */
  private final Set<UnitName> singled = new TreeSet<>();

  @Option(
      names = {"-w", "--watch"},
      description = "go on showing it whenever it changes, until Ctrl-C")
  private boolean watch;

  @Mixin private ListFormat output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Fleet fleet = openFleet()) {
      if (watch) {
        watch(fleet);
      }
      FleetView view = shown(fleet.view());
      StatusReport report = StatusReport.of(view);
      show(report, excerpts(fleet, report), endings(fleet, view));
      return report.asDesired() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /** What of a fleet is to be shown. */
  private FleetView shown(FleetView view) {
    if (words.isEmpty()) {
      return view;
    }
    var fleetWords = new FleetWords(view);
    singled.clear();
    for (UnitWord word : FleetWords.expanded(words)) {
      if (!word.isPattern() && !fleetWords.hasComponent(word.typed())) {
        singled.addAll(fleetWords.someUnits(word));
      }
    }
    return fleetWords.only(words);
  }

  /** The certificates in units' secrets that end soon. */
  private List<EndingCertificate> endings(Fleet fleet, FleetView view) {
    if (SecretUsers.in(view).isEmpty()) {
      return List.of();
    }
    List<UsedCertificate> certificates =
        fleet
            .extensions()
            .flatMap(FleetExtensions::secrets)
            .map(FleetSecrets::certificates)
            .orElse(List.of());
    Instant soon = surroundings().clock().instant().plus(SOON);
    return EndingCertificate.by(soon, certificates, view);
  }

  private List<String> lines(List<EndingCertificate> endings) {
    Instant now = surroundings().clock().instant();
    return endings.stream()
        .map(
            ending ->
                paint()
                    .text(
                        ending.ends().isAfter(now) ? Tone.WARN : Tone.BAD,
                        "%s The certificate in secret %s %s; %s: renew it, 'fleetk secret put' it and apply."
                            .formatted(
                                paint().bullet(),
                                ending.secret(),
                                ending.ends().isAfter(now)
                                    ? "ends in " + Ages.since(now, ending.ends())
                                    : "ended " + Ages.since(ending.ends(), now) + " ago",
                                "it is of " + String.join(", ", ending.units()))))
        .toList();
  }

  /** The journals that go with what is shown: of what failed, and of units that are named. */
  private Excerpts excerpts(Fleet fleet, StatusReport report) throws InterruptedException {
    if (output.form() == OutputFormat.Form.NAME) {
      return Excerpts.NONE;
    }
    Set<Place> places = new TreeSet<>(Excerpts.telling(report));
    report.components().stream()
        .flatMap(component -> component.instances().stream())
        .filter(instance -> singled.contains(instance.unit()))
        .map(StatusReport.Instance::status)
        .flatMap(Optional::stream)
        .map(UnitStatus::place)
        .forEach(places::add);
    return Excerpts.read(fleet, places, words.isEmpty() ? FEW_LINES : MORE_LINES);
  }

  private void show(StatusReport report, Excerpts excerpts, List<EndingCertificate> endings) {
    switch (output.form()) {
      case JSON, YAML ->
          output.document(StatusDocument.of(report, excerpts, endings)).forEach(out()::println);
      case NAME -> report.names().forEach(out()::println);
      case TABLE, WIDE -> {
        lines(report, excerpts).forEach(out()::println);
        lines(endings).forEach(out()::println);
      }
    }
    out().flush();
  }

  private List<String> lines(StatusReport report, Excerpts excerpts) {
    if (report.components().isEmpty()) {
      return List.of("No units in this fleet: 'fleetk apply DIR' brings some.");
    }
    return new StatusTables(
            report, excerpts, output.wide(), output.headed(), surroundings().clock().instant())
        .lines(paint(), columns());
  }

  /** Shows the status again whenever it changes; ends only with the process, or by a failure. */
  private void watch(Fleet fleet) throws InterruptedException {
    boolean clears = columns().isPresent() && surroundings().terminal().movesCursor();
    StatusReport shown = null;
    while (!Thread.currentThread().isInterrupted()) {
      FleetView whole = fleet.view();
      FleetView view = shown(whole);
      StatusReport report = StatusReport.of(view);
      if (!report.equals(shown)) {
        if (clears) {
          out().print(CLEAR);
        } else if (shown != null) {
          out().println();
        }
        show(report, excerpts(fleet, report), endings(fleet, view));
        shown = report;
      }
      awaitChange(fleet, whole.revision());
    }
  }

  private static void awaitChange(Fleet fleet, long revision) throws InterruptedException {
    if (fleet.extensions().isEmpty()) {
      boolean neverComes = new CountDownLatch(1).await(POLL.toMillis(), TimeUnit.MILLISECONDS);
      assert !neverComes;
      return;
    }
    try (EventStream events = fleet.extensions().get().events(revision)) {
      while (events.next(POLL).isEmpty()) {
        // Nothing has changed yet.
      }
    } catch (EventsLostException e) {
      // The next view starts afresh.
      return;
    }
  }
}
