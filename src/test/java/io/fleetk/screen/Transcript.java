package io.fleetk.screen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A session at a terminal as a text that people read: after {@code $} what was typed, below it what
 * was seen; {@code [60 columns]} narrows the window for what follows, {@code [exit 2]} stands where
 * a line did not exit with 0. Lines before the first of these tell what it is about.
 *
 * @param title the lines before the first line that was typed
 * @param entries what was typed and seen, in order
 */
record Transcript(List<String> title, List<Entry> entries) {
  static final int USUAL_COLUMNS = 100;

  private static final String PROMPT = "$ ";
  private static final Pattern COLUMNS = Pattern.compile("\\[(\\d+) columns]");
  private static final Pattern EXIT = Pattern.compile("\\[exit (\\d+)]");
  private static final Pattern ANSWER = Pattern.compile(".*\\[y/N] (\\S+)");

  /**
   * A line that was typed.
   *
   * @param columns how wide the window is from here on; empty when that has not changed
   * @param typed the line
   * @param seen what came of it
   * @param exitCode what it exited with
   */
  record Entry(OptionalInt columns, String typed, List<String> seen, int exitCode) {
    /** What was answered to its questions. */
    List<String> answers() {
      return seen.stream()
          .map(ANSWER::matcher)
          .filter(Matcher::matches)
          .map(answer -> answer.group(1))
          .toList();
    }

    /** The same line with another outcome. */
    Entry with(List<String> otherSeen, int otherExitCode) {
      return new Entry(columns, typed, otherSeen, otherExitCode);
    }

    /** What the transcript says of it. */
    String text() {
      var lines = new ArrayList<String>();
      columns.ifPresent(width -> lines.add("[%d columns]".formatted(width)));
      lines.add(PROMPT + typed);
      lines.addAll(seen);
      if (exitCode != 0) {
        lines.add("[exit %d]".formatted(exitCode));
      }
      return String.join("\n", lines);
    }
  }

  /** Reads a transcript. */
  static Transcript read(Path file) throws IOException {
    List<String> title = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    OptionalInt columns = OptionalInt.empty();
    for (String line : Files.readAllLines(file)) {
      Matcher width = COLUMNS.matcher(line);
      Matcher exit = EXIT.matcher(line);
      if (width.matches()) {
        columns = OptionalInt.of(Integer.parseInt(width.group(1)));
      } else if (line.startsWith(PROMPT)) {
        entries.add(new Entry(columns, line.substring(PROMPT.length()), new ArrayList<>(), 0));
        columns = OptionalInt.empty();
      } else if (entries.isEmpty()) {
        title.add(line);
      } else if (exit.matches()) {
        Entry last = entries.removeLast();
        entries.add(last.with(last.seen(), Integer.parseInt(exit.group(1))));
      } else {
        entries.getLast().seen().add(line);
      }
    }
    return new Transcript(title, entries.stream().map(Transcript::trimmed).toList());
  }

  /** Blank lines between two entries belong to neither. */
  private static Entry trimmed(Entry entry) {
    List<String> seen = new ArrayList<>(entry.seen());
    while (!seen.isEmpty() && seen.getLast().isBlank()) {
      seen.removeLast();
    }
    return entry.with(List.copyOf(seen), entry.exitCode());
  }

  /** The text of the whole. */
  String text() {
    var text = new StringBuilder();
    title.forEach(line -> text.append(line).append('\n'));
    text.append(String.join("\n\n", entries.stream().map(Entry::text).toList()));
    return text.append('\n').toString();
  }

  /** The transcripts in a folder, by name. */
  static List<Path> files(Path folder) {
    return Arrays.stream(folder.toFile().listFiles())
        .map(file -> folder.resolve(file.getName()))
        .filter(file -> file.toString().endsWith(".txt"))
        .sorted()
        .toList();
  }
}
