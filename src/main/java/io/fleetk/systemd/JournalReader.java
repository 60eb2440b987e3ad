package io.fleetk.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.unit.JournalLines;
import io.fleetk.unit.JournalLines.Entry;
import io.fleetk.unit.JournalRange;
import io.fleetk.unit.JournalRange.End;
import io.fleetk.unit.UnitName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads a machine's journal by journalctl(1): systemd has no other way in but C. */
final class JournalReader {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Of lines that come thick and fast, those of this long are given at once. */
  private static final Duration GATHERING = Duration.ofMillis(100);

  private static final int AHEAD = 1000;

  private final Path root;

  /**
   * The journal of a machine.
   *
   * @param root its root folder
   */
  JournalReader(Path root) {
    this.root = root;
  }

  /** What journalctl says: an entry, or that there are no more. */
  private sealed interface Said {
    record More(Entry entry) implements Said {}

    record End() implements Said {}
  }

  /**
   * A part of what the journal has about a unit.
   *
   * @throws SystemdException when it cannot be read
   */
  JournalLines read(UnitName name, JournalRange range) {
    Process process;
    try {
      process = new ProcessBuilder(command(name, range)).start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new SystemdException("cannot read the journal: " + e.getMessage(), e);
    }
    BlockingQueue<Said> said = new LinkedBlockingQueue<>(AHEAD);
    Thread reader =
        Thread.ofVirtual().name("journalctl").start(() -> pass(process.getInputStream(), said));
    var errors = new FutureTask<>(() -> text(process.getErrorStream()));
    Thread.ofVirtual().name("journalctl-errors").start(errors);
    try {
      List<Entry> entries = new ArrayList<>();
      boolean ended = gather(range, said, entries);
      if (ended) {
        requireSuccess(process, errors);
      }
      return JournalLines.of(range, entries);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SystemdException("interrupted while reading the journal", e);
    } finally {
      process.destroyForcibly();
      reader.interrupt();
    }
  }

  /** Takes what is wanted; whether journalctl ended by itself. */
  private static boolean gather(JournalRange range, BlockingQueue<Said> said, List<Entry> entries)
      throws InterruptedException {
    boolean first = range.end() == End.FIRST;
    boolean follows = range.patience().isPositive();
    long end = System.nanoTime() + (follows ? range.patience() : PATIENCE).toNanos();
    int bytes = 0;
    while (true) {
      long left = end - System.nanoTime();
      switch (said.poll(Math.max(0, left), TimeUnit.NANOSECONDS)) {
        case null -> {
          if (!follows) {
            throw new SystemdException("journalctl did not end in time");
          }
          return false;
        }
        case Said.End _ -> {
          return true;
        }
        case Said.More(Entry entry) -> {
          entries.add(entry);
          bytes += entry.bytes();
          if (first && (entries.size() == range.lines() || JournalLines.isFull(bytes))) {
            return false;
          }
          if (follows && entries.size() == 1) {
            end = Math.min(end, System.nanoTime() + GATHERING.toNanos());
          }
        }
      }
    }
  }

  private static void requireSuccess(Process process, FutureTask<String> errors)
      throws InterruptedException {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SystemdException("journalctl did not end in time");
      }
      String complaint = errors.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).strip();
      // With nothing to show, and --quiet, it says nothing and fails.
      if (process.exitValue() != 0 && !complaint.isEmpty()) {
        throw new SystemdException("cannot read the journal: " + complaint);
      }
    } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
      throw new SystemdException("cannot read the journal: " + e.getMessage(), e);
    }
  }

  private static void pass(InputStream output, BlockingQueue<Said> to) {
    try {
      try (var lines = new BufferedReader(new InputStreamReader(output, UTF_8))) {
        String line = lines.readLine();
        while (line != null) {
          to.put(new Said.More(JournalEntries.entry(line)));
          line = lines.readLine();
        }
      } catch (IOException e) {
        // It was ended, as nobody wants more.
      }
      to.put(new Said.End());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> command(UnitName name, JournalRange range) {
    List<String> command = new ArrayList<>(List.of("journalctl"));
    if (!root.equals(Path.of("/"))) {
      command.add("--root=" + root);
    }
    command.add("--unit=" + name);
    command.addAll(List.of("--output=json", "--output-fields=" + JournalEntries.FIELDS));
    command.addAll(List.of("--all", "--no-pager", "--quiet"));
    if (range.after().isPresent()) {
      command.add("--after-cursor=" + range.after().get());
    } else {
      range.since().map(JournalReader::moment).ifPresent(at -> command.add("--since=" + at));
    }
    if (range.end() == End.LAST) {
      command.add("--lines=" + Math.max(0, range.lines()));
    }
    if (range.patience().isPositive()) {
      command.addAll(List.of("--follow", "--no-tail"));
    }
    return command;
  }

  /** As systemd.time(7) wants it: seconds since 1970 and their fraction. */
  private static String moment(Instant at) {
    return "@%d.%06d".formatted(at.getEpochSecond(), at.getNano() / 1000);
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), UTF_8);
  }
}
