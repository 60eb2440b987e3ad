package io.fleetk.cli;

import io.fleetk.cli.JournalFollower.News;
import io.fleetk.cli.JournalText.Part;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetException;
import io.fleetk.fleet.FleetExtensions;
import io.fleetk.fleet.FleetUnreachableException;
import io.fleetk.fleet.FleetView;
import io.fleetk.fleet.UnitStatus.Place;
import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.UnitName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetk journal}: a unit's journal, from the machines that have it. */
@Command(
    name = "journal",
    header = "Show a unit's journal, from wherever it is.",
    description = {
      "Shows what systemd's journal has about a unit, asked of the machines that have it through",
      "the fleet. Of several machines the lines are put in order, each machine in front of its own."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetk journal kube-apiserver@1.service",
      "  fleetk journal kubelet -f                   all machines' lines as they come, until Ctrl-C",
      "  fleetk journal kubelet --machine 6f9c2d10 --since -1h",
      "  fleetk journal flannel --ssh -n 20          on a fleet with only the fleet v1 API"
    })
final class JournalCommand extends FleetkCommand {
  private static final int USUAL = 100;
  private static final int USUAL_FOLLOWING = 10;

  /** How often it is looked whether a unit that is followed has come to another machine. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private static final int AHEAD = 1000;

  @Parameters(
      index = "0",
      paramLabel = "UNIT|COMPONENT",
      description = "a unit's whole name, or a component for all its units")
  private String unit;

  @Option(
      names = {"-f", "--follow"},
      description = "go on with new lines as they come, until Ctrl-C")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      description = "the last so many lines of each; default 100, with -f 10, with --since all")
  private Integer lines;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "only from then on: -5min, '1h ago', 10:00, today, '2026-11-24 10:00:00',"
              + " 2026-11-24T10:00:00Z")
  private String since;

  @Option(
      names = "--machine",
      paramLabel = "MACHINE",
      description = "only of this machine, by name, address, ID or its first digits")
  private String machine;

  @Option(
      names = "--ssh",
      description = "read it by journalctl over ssh, for fleets that know no journals")
  private boolean ssh;

  /** The followers' threads read this, and after an outage it is another. */
  private volatile Fleet current;

  private FleetWords words;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<Instant> from = from();
    if (lines != null && (lines < 0 || lines > JournalRange.MOST_LINES)) {
      throw CommandFailure.badInput(
          "-n %d: give a number from 0 to %d".formatted(lines, JournalRange.MOST_LINES));
    }
    current = openFleet();
    try {
      words = new FleetWords(current.view());
      Set<Place> places = places(words);
      if (ssh) {
        return new SshJournals(this, words, places).show(from, count(from), follow);
      }
      if (current.extensions().isEmpty()) {
        throw CommandFailure.failed(
            "this fleet offers only the fleet v1 API, which has no journals; add --ssh to read them"
                + " over ssh");
      }
      return show(places, from);
    } finally {
      current.close();
    }
  }

  private Optional<Instant> from() {
    try {
      return Optional.ofNullable(since)
          .map(
              text ->
                  Moments.parse(text, surroundings().clock().instant(), ZoneId.systemDefault()));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput("--since: " + e.getMessage());
    }
  }

  /** How many of the last lines to begin with; empty for all. */
  private Optional<Integer> count(Optional<Instant> from) {
    return lines != null
        ? Optional.of(lines)
        : from.isPresent() ? Optional.empty() : Optional.of(follow ? USUAL_FOLLOWING : USUAL);
  }

  /** Whose journals to show; with --machine also of a unit that the fleet has no more. */
  private Set<Place> places(FleetWords now) {
    if (machine != null) {
      String id = now.machine(machine).id();
      List<UnitName> named = now.units(unit);
      if (named.isEmpty() && UnitName.problemWith(unit).isEmpty()) {
        named = List.of(UnitName.of(unit));
      }
      Set<Place> there = new TreeSet<>();
      for (UnitName name : named.isEmpty() ? now.someUnits(unit) : named) {
        there.add(new Place(name, id));
      }
      return there;
    }
    Set<Place> places = now.places(now.someUnits(unit));
    if (places.isEmpty()) {
      throw CommandFailure.failed(
          "%s is on no machine; name one that had it with --machine, or see 'fleetk status'"
              .formatted(unit));
    }
    return places;
  }

  private int show(Set<Place> places, Optional<Instant> from) throws InterruptedException {
    Instant begun = surroundings().clock().instant();
    Map<Place, Optional<String>> cursors = new TreeMap<>();
    List<Part> parts = new ArrayList<>();
    List<FleetException> failures = new ArrayList<>();
    FleetExtensions extensions = current.extensions().orElseThrow();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<Place, Future<Beginning>> asked = new TreeMap<>();
      places.forEach(
          place -> asked.put(place, threads.submit(() -> beginning(extensions, place, from))));
      for (Place place : places) {
        try {
          Beginning beginning = asked.get(place).get();
          parts.add(new Part(label(place, places), beginning.lines()));
          cursors.put(place, beginning.cursor());
          if (beginning.cut()) {
            note("more lines of %s were wanted than fit; --since TIME gives all".formatted(place));
          }
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof FleetException failure)) {
            throw new IllegalStateException(e.getCause());
          }
          failures.add(failure);
          if (places.size() > 1) {
            note("%s: %s".formatted(place, failure.getMessage()));
          }
          cursors.put(place, Optional.empty());
        }
      }
    }
    if (failures.size() == places.size()) {
      throw failures.getFirst();
    }
    JournalText.merged(parts, paint()).forEach(out()::println);
    out().flush();
    if (follow) {
      follow(cursors, from, begun);
    }
    return failures.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** What a journal begins with here. */
  private record Beginning(List<String> lines, Optional<String> cursor, boolean cut) {}

  private Beginning beginning(FleetExtensions extensions, Place place, Optional<Instant> from) {
    Optional<Integer> count = count(from);
    if (count.isPresent()) {
      // Of no line, too, the place is wanted after which to go on.
      JournalLines last =
          extensions.journal(
              place.unit(),
              place.machineId(),
              JournalRange.last(Math.max(1, count.get())).since(from));
      return new Beginning(count.get() == 0 ? List.of() : last.lines(), last.cursor(), last.cut());
    }
    List<String> all = new ArrayList<>();
    JournalRange range = JournalRange.first(JournalRange.MOST_LINES).since(from);
    while (true) {
      JournalLines some = extensions.journal(place.unit(), place.machineId(), range);
      all.addAll(some.lines());
      if (some.lines().isEmpty() || some.cursor().isEmpty()) {
        return new Beginning(all, some.cursor(), false);
      }
      range = JournalRange.after(some.cursor().get(), JournalRange.MOST_LINES);
    }
  }

  private void follow(Map<Place, Optional<String>> cursors, Optional<Instant> from, Instant begun)
      throws InterruptedException {
    BlockingQueue<News> news = new LinkedBlockingQueue<>(AHEAD);
    Map<Place, JournalFollower> followers = new TreeMap<>();
    try {
      cursors.forEach(
          (place, cursor) ->
              followers.put(place, new JournalFollower(place, cursor, from, () -> current, news)));
      long looked = System.nanoTime();
      while (!Thread.currentThread().isInterrupted()) {
        News next = news.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null) {
          tell(next, followers.keySet());
        }
        if (System.nanoTime() - looked > LOOK_EVERY.toNanos()) {
          looked = System.nanoTime();
          for (Place place : newPlaces()) {
            // What it said before it came here was told by who had it.
            followers.computeIfAbsent(
                place,
                _ ->
                    new JournalFollower(
                        place, Optional.empty(), Optional.of(begun), () -> current, news));
          }
        }
      }
    } finally {
      followers.values().forEach(JournalFollower::close);
    }
  }

  private void tell(News news, Set<Place> places) {
    switch (news) {
      case News.Lines(Place place, List<String> some) -> {
        new Part(label(place, places), some).shown(paint()).forEach(out()::println);
        out().flush();
      }
      case News.Note(String text) -> note(text);
    }
  }

  /** Where the unit is now; nowhere new while the fleet cannot be asked. */
  private Set<Place> newPlaces() {
    if (machine != null) {
      return Set.of();
    }
    try {
      FleetView view = current.view();
      words = new FleetWords(view);
      return words.places(words.units(unit));
    } catch (FleetUnreachableException e) {
      reopen();
      return Set.of();
    }
  }

  /** A tunnel that broke is not mended: another is made. */
  private void reopen() {
    try {
      Fleet next = openFleet();
      Fleet last = current;
      current = next;
      last.close();
    } catch (IOException | FleetException | CommandFailure e) {
      // The next look tries again.
    }
  }

  /** What tells one journal from the others that are shown. */
  private String label(Place place, Set<Place> shown) {
    List<String> parts = new ArrayList<>();
    if (shown.stream().map(Place::machineId).distinct().count() > 1) {
      parts.add(words.label(place.machineId()));
    }
    if (shown.stream().map(Place::unit).distinct().count() > 1) {
      parts.add(place.unit().text());
    }
    return String.join(" ", parts);
  }
}
