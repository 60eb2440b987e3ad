package io.fleetk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.cli.JournalText.Part;
import io.fleetk.client.OpenSsh;
import io.fleetk.fleet.Machine;
import io.fleetk.fleet.UnitStatus.Place;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Journals read by journalctl over ssh: the way for fleets that know none. */
final class SshJournals {
  private static final int AHEAD = 1000;

  private final FleetkCommand command;
  private final FleetWords words;
  private final Set<Place> places;
  private final OpenSsh ssh;

  SshJournals(FleetkCommand command, FleetWords words, Set<Place> places) {
    this.command = command;
    this.words = words;
    this.places = places;
    this.ssh = SshCommand.ssh(command);
  }

  /** What comes of one ssh. */
  private sealed interface News {
    /** A line of a journal. */
    record Line(Place place, String text) implements News {}

    /** That it ended, and its last word of complaint. */
    record Ended(Place place, int exitCode, String complaint) implements News {}
  }

  /**
   * Shows them; gives what to exit with.
   *
   * @param count how many of the last lines; empty for all
   */
  int show(Optional<Instant> from, Optional<Integer> count, boolean follow)
      throws IOException, InterruptedException {
    BlockingQueue<News> news = new LinkedBlockingQueue<>(AHEAD);
    List<ChildProcess> children = new ArrayList<>();
    Map<Place, List<String>> lines = new TreeMap<>();
    Map<Place, String> failures = new TreeMap<>();
    try {
      for (Place place : places) {
        lines.put(place, new ArrayList<>());
        children.add(start(place, journalctl(place, from, count, follow), news));
      }
      int running = places.size();
      while (running > 0) {
        switch (news.take()) {
          case News.Line(Place place, String text) when follow -> {
            new Part(label(place), List.of(text))
                .shown(command.paint())
                .forEach(command.out()::println);
            command.out().flush();
          }
          case News.Line(Place place, String text) -> lines.get(place).add(text);
          case News.Ended(Place place, int exitCode, String complaint) -> {
            running--;
            // journalctl has nothing to show: it says nothing and fails.
            if (exitCode != 0 && !(exitCode == 1 && complaint.isEmpty())) {
              failures.put(place, complaint.isEmpty() ? "exit status " + exitCode : complaint);
            }
          }
        }
      }
    } finally {
      children.forEach(ChildProcess::close);
    }
    JournalText.merged(
            places.stream().map(place -> new Part(label(place), lines.get(place))).toList(),
            command.paint())
        .forEach(command.out()::println);
    command.out().flush();
    if (failures.size() == 1 && places.size() == 1) {
      throw CommandFailure.failed(
          failures.entrySet().stream().map(this::said).findFirst().orElseThrow());
    }
    failures.entrySet().forEach(failure -> command.note(said(failure)));
    return failures.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private String said(Map.Entry<Place, String> failure) {
    return "no journal of %s over ssh: %s".formatted(failure.getKey(), failure.getValue());
  }

  private String label(Place place) {
    return places.size() > 1 ? words.label(place.machineId()) : "";
  }

  private static List<String> journalctl(
      Place place, Optional<Instant> from, Optional<Integer> count, boolean follow) {
    List<String> program = new ArrayList<>(List.of("journalctl", "--unit=" + place.unit()));
    program.addAll(List.of("--output=short-iso", "--utc", "--no-pager", "--quiet"));
    count.ifPresent(number -> program.add("--lines=" + number));
    from.ifPresent(moment -> program.add("--since=@" + moment.getEpochSecond()));
    if (follow) {
      program.add("--follow");
      if (count.isEmpty()) {
        program.add("--no-tail");
      }
    }
    return program;
  }

  private ChildProcess start(Place place, List<String> program, BlockingQueue<News> news)
      throws IOException {
    Machine machine =
        words
            .view()
            .machine(place.machineId())
            .orElseThrow(
                () ->
                    CommandFailure.failed(
                        "machine %s is no member any more"
                            .formatted(Machine.shortId(place.machineId()))));
    ChildProcess child =
        ChildProcess.read(
            ssh.command(
                SshCommand.host(machine),
                List.of("-T", "-o", "ConnectTimeout=10"),
                List.of(OpenSsh.quoted(program))));
    List<String> complaints = new ArrayList<>();
    Thread errors =
        Thread.ofVirtual().start(() -> read(child.process().errorReader(UTF_8), complaints::add));
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                read(
                    new BufferedReader(
                        new InputStreamReader(child.process().getInputStream(), UTF_8)),
                    line -> news.put(new News.Line(place, line)));
                errors.join();
                news.put(
                    new News.Ended(
                        place,
                        child.await(),
                        complaints.isEmpty() ? "" : complaints.getLast().strip()));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    return child;
  }

  @FunctionalInterface
  private interface Lines {
    void take(String line) throws InterruptedException;
  }

  private static void read(BufferedReader from, Lines to) {
    try (from) {
      String line = from.readLine();
      while (line != null) {
        to.take(line);
        line = from.readLine();
      }
    } catch (IOException e) {
      // It was ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
