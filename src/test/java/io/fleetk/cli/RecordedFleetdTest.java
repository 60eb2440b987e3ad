package io.fleetk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fleetk.cli.Desk.Seen;
import io.fleetk.client.Endpoint;
import io.fleetk.client.HttpFleet;
import io.fleetk.e2e.Recording;
import io.fleetk.e2e.Recording.Exchange;
import io.fleetk.e2e.Recording.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Types the commands that were recorded with real fleetd daemons, and plays their part. */
@Timeout(120)
class RecordedFleetdTest {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Answers as fleetd did. Each question has the answer that it had last before the next write; a
   * write must be the one that was recorded.
   */
  private static final class Player implements AutoCloseable {
    private final HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Deque<Exchange> rest;
    private final Map<String, Exchange> answers = new HashMap<>();
    private final List<String> surprises = new ArrayList<>();

    Player(Session session) throws IOException {
      rest = new ArrayDeque<>(session.exchanges());
      readAnswers();
      server.createContext("/", this::answer);
      server.start();
    }

    private void readAnswers() {
      while (!rest.isEmpty() && rest.peek().method().equals("GET")) {
        answers.put(rest.peek().path(), rest.poll());
      }
    }

    private synchronized void answer(HttpExchange call) throws IOException {
      String path = call.getRequestURI().toString();
      String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Exchange told = answers.get(path);
      if (!call.getRequestMethod().equals("GET")) {
        told = rest.poll();
        if (told == null
            || !told.method().equals(call.getRequestMethod())
            || !told.path().equals(path)
            || !json(told.request()).equals(json(body))) {
          surprises.add(
              "%s %s %s instead of %s".formatted(call.getRequestMethod(), path, body, told));
        }
        readAnswers();
      }
      send(call, told);
    }

    private static void send(HttpExchange call, Exchange told) throws IOException {
      try (call) {
        if (told == null) {
          call.sendResponseHeaders(500, -1);
          return;
        }
        byte[] body = told.answer().getBytes(StandardCharsets.UTF_8);
        if (body.length > 0) {
          call.getResponseHeaders().set("Content-Type", told.type());
        }
        call.sendResponseHeaders(told.status(), body.length == 0 ? -1 : body.length);
        call.getResponseBody().write(body);
      }
    }

    HttpFleet fleet() {
      return new HttpFleet(Endpoint.parse("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    /** Nothing was written but what was recorded, and all of that. */
    synchronized void assertPlayedToTheEnd() {
      assertThat(surprises).isEmpty();
      assertThat(rest).isEmpty();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static Object json(String text) {
    return text.isEmpty() ? "" : JSON.readTree(text);
  }

  @TempDir Path folder;

  @BeforeEach
  void writeStack() throws IOException {
    write("stack.yaml", "name: shop\nvalues:\n  greeting: hello\n");
    write("files/page.html.peb", "{{ greeting }} \"quoted\" $HOME %n\n");
    write(
        "db.service",
        """
        [Service]
        ExecStart=/bin/sleep 3600

        [X-Fleet]
        MachineMetadata=role=master

        [X-Fleetk]
        File=/run/shop/page.html files/page.html.peb 0644
        ReadyFile=/run/shop/page.html
        """);
    write(
        "web@.service.peb",
        """
        [Unit]
        After=db.service

        [Service]
        ExecStart=/bin/sleep 3600
        Environment=GREETING={{ greeting }}

        [X-Fleet]
        Conflicts=web@*.service

        [X-Fleetk]
        Instances=2
        """);
    write(
        "log.service",
        """
        [Service]
        ExecStart=/bin/sleep 3600

        [X-Fleet]
        Global=true
        """);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve("shop").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void writesToFleetdWhatItTookBefore() throws Exception {
    for (Session session : Recording.read("fleetd.txt").sessions()) {
      try (Player player = new Player(session);
          HttpFleet fleet = player.fleet()) {
        Seen seen = Desk.at(fleet, folder).types(words(session));

        player.assertPlayedToTheEnd();
        assertThat(seen.exitCode()).as("%s: %s", session.command(), seen.err()).isZero();
      }
    }
  }

  private String[] words(Session session) {
    return session
        .command()
        .replaceFirst("^fleetk ", "")
        .replaceFirst("apply shop", "apply " + folder.resolve("shop"))
        .split(" ");
  }

  @Test
  void seesWhatFleetdTells() throws Exception {
    Session status =
        Recording.read("fleetd.txt").sessions().stream()
            .filter(session -> session.command().equals("fleetk status"))
            .findFirst()
            .orElseThrow();
    try (Player player = new Player(status);
        HttpFleet fleet = player.fleet()) {
      Seen seen = Desk.at(fleet, folder).types("status", "-o", "wide");

      assertThat(seen.exitCode()).as(seen.out()).isZero();
      assertThat(seen.out())
          .contains("All as desired", "10.0.0.11", "10.0.0.12")
          .contains("ReadyFile /run/shop/page.html: only the machine itself can tell");
      assertThat(seen.out().lines().filter(line -> line.contains("active (running)"))).hasSize(5);
    }
  }
}
