package io.fleetk.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What went over the wire once between a program of fleet's and one of ours, or another of fleet's:
 * {@code src/test/resources/recorded}. In such a file {@code $} begins what somebody typed, {@code
 * >} a request and {@code <} its answer; the line after is the body, if there is one.
 *
 * @param sessions one for each command that was typed
 */
public record Recording(List<Session> sessions) {
  /** Copies the sessions. */
  public Recording {
    sessions = List.copyOf(sessions);
  }

  /**
   * What went over the wire for one command.
   *
   * @param command as it was typed
   */
  public record Session(String command, List<Exchange> exchanges) {}

  /**
   * A request and its answer.
   *
   * @param path with its query
   * @param request the request's body; empty when there was none
   * @param type the answer's media type; empty when it had no body
   * @param answer the answer's body; empty when it had none
   */
  public record Exchange(
      String method, String path, String request, int status, String type, String answer) {
    @Override
    public String toString() {
      return "%s %s %s".formatted(method, path, request).strip();
    }
  }

  /** Reads a recording by the name of its file. */
  public static Recording read(String file) {
    try (InputStream in = Recording.class.getResourceAsStream("/recorded/" + file)) {
      return of(new String(in.readAllBytes(), UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Recording of(List<String> lines) {
    List<Session> sessions = new ArrayList<>();
    for (int at = 0; at < lines.size(); ) {
      String line = lines.get(at++);
      if (line.startsWith("$ ")) {
        sessions.add(new Session(line.substring(2), new ArrayList<>()));
      } else if (line.startsWith("> ")) {
        String[] asked = line.split(" ", -1);
        String request = body(lines, at);
        at += request.isEmpty() ? 0 : 1;
        String[] answered = lines.get(at++).split(" ", -1);
        String answer = body(lines, at);
        at += answer.isEmpty() ? 0 : 1;
        sessions
            .getLast()
            .exchanges()
            .add(
                new Exchange(
                    asked[1],
                    asked[2],
                    request,
                    Integer.parseInt(answered[1]),
                    answered.length > 2 ? answered[2] : "",
                    answer));
      }
    }
    return new Recording(sessions);
  }

  /** The line at an index where that is a body, else nothing. */
  private static String body(List<String> lines, int index) {
    return index < lines.size() && lines.get(index).startsWith("{") ? lines.get(index) : "";
  }
}
