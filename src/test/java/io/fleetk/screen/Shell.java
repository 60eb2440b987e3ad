package io.fleetk.screen;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jline.utils.ScreenTerminal;

/**
 * A bash on a pseudo-terminal (made by {@code script(1)}), in which somebody types one line and
 * answers questions.
 *
 * @param folder where it works
 * @param environment its variables, and no others
 * @param columns how wide its window is, in characters
 */
public record Shell(Path folder, Map<String, String> environment, int columns) {
  private static final int ROWS = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String QUESTION = "[y/N] ";

  /**
   * What was on the screen in the end.
   *
   * @param lines its lines, without blanks at their ends
   * @param exitCode of the line
   */
  public record Seen(List<String> lines, int exitCode) {
    public String text() {
      return String.join("\n", lines);
    }
  }

  /** A window of this width. */
  public Shell wide(int width) {
    return new Shell(folder, environment, width);
  }

  /**
   * Types a line, and answers in turn to what asks for a yes.
   *
   * @throws AssertionError when it does not end within 40 s
   */
  public Seen types(String line, String... answers) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            "script",
            "--quiet",
            "--return",
            "--command",
            "stty cols %d rows %d tab3; exec bash -c \"$TYPED\"".formatted(columns, ROWS),
            "/dev/null");
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().putAll(Map.of("TYPED", line, "TERM", "xterm-256color"));
    Process process = builder.start();
    Thread limit = Thread.ofVirtual().start(() -> endAfter(PATIENCE, process));
    try (OutputStream keyboard = process.getOutputStream();
        Reader written = new InputStreamReader(process.getInputStream(), UTF_8)) {
      List<String> lines = watch(written, keyboard, new ArrayDeque<>(List.of(answers)));
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!ended || process.exitValue() == 128 + 9) {
        throw new AssertionError("'%s' did not end: %s".formatted(line, lines));
      }
      return new Seen(lines, process.exitValue());
    } finally {
      limit.interrupt();
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static void endAfter(Duration patience, Process process) {
    try {
      if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> watch(Reader written, OutputStream keyboard, Deque<String> answers)
      throws IOException {
    var screen = new ScreenTerminal(columns, ROWS);
    var last = new StringBuilder();
    char[] buffer = new char[4096];
    for (int read = written.read(buffer); read >= 0; read = written.read(buffer)) {
      String text = new String(buffer, 0, read);
      screen.write(text);
      last.append(text);
      last.delete(0, Math.max(0, last.length() - QUESTION.length()));
      if (last.toString().equals(QUESTION) && !answers.isEmpty()) {
        keyboard.write((answers.removeFirst() + "\n").getBytes(UTF_8));
        keyboard.flush();
      }
    }
    return lines(screen);
  }

  private List<String> lines(ScreenTerminal screen) {
    long[] cells = new long[columns * ROWS];
    screen.dump(cells, new int[2]);
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      var line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        int character = ScreenTerminal.cellCodePoint(cells[row * columns + column]);
        line.appendCodePoint(character == 0 ? ' ' : character);
      }
      lines.add(line.toString().stripTrailing());
    }
    while (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    return lines;
  }

  /**
   * The variables of somebody who has a distribution, and the programs in a folder {@code bin} of
   * theirs, on the search path and nothing else set.
   */
  public static Map<String, String> environment(Path distribution, Path home) {
    Map<String, String> variables = new HashMap<>();
    variables.put(
        "PATH",
        home.resolve("bin") + ":" + distribution.resolve("bin") + ":" + System.getenv("PATH"));
    variables.put("HOME", home.toString());
    variables.put("LANG", "C.UTF-8");
    variables.put("FLEETK_JAVA_HOME", System.getProperty("java.home"));
    return variables;
  }
}
