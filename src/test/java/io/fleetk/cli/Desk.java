package io.fleetk.cli;

import static org.awaitility.Awaitility.await;

import io.fleetk.client.ClientTls;
import io.fleetk.fleet.Fleet;
import io.fleetk.fleet.FleetUnreachableException;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Somebody at a desk who types commands: the world they type in, and what they see. */
final class Desk {
  private final Map<String, String> environment = new HashMap<>();
  private final Fleet fleet;
  private boolean outside;
  private Set<Terminal.Stream> terminals = Set.of();
  private int columns = 80;
  private String typed = "";

  private Desk(Fleet fleet, Path home) {
    this.fleet = fleet;
    environment.put("FLEETK_STATE_DIR", home.toString());
    environment.put("XDG_CONFIG_HOME", home.toString());
    environment.put("TERM", "xterm");
  }

  /** At a fleet that the environment names. */
  static Desk at(Fleet fleet, Path home) {
    return new Desk(fleet, home).with("FLEETK_ENDPOINT", "http://fleet.example");
  }

  /** Where fleets are opened as they really are. */
  static Desk outside(Path home) {
    Desk desk = new Desk(new EagerFleet(0), home);
    desk.outside = true;
    return desk;
  }

  /** Without any fleet. */
  static Desk alone(Path home) {
    return new Desk(new EagerFleet(0), home);
  }

  /** All three streams are a terminal of so many columns, at which somebody answers. */
  Desk onTerminal(int width, String answer) {
    terminals = Set.of(Terminal.Stream.values());
    columns = width;
    typed = answer;
    return this;
  }

  /** With a text on standard input, from another program. */
  Desk piping(String text) {
    typed = text;
    return this;
  }

  /** With an environment variable. */
  Desk with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Surroundings in which nothing can be done. */
  static Surroundings surroundings() {
    return new Desk(new EagerFleet(0), Path.of("/nowhere"))
        .surroundings(new StringWriter(), new StringWriter());
  }

  /** What a command printed and exited with. */
  record Seen(int exitCode, String out, String err) {}

  /** Runs a command. */
  Seen types(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode = Main.run(surroundings(out, err), words);
    return new Seen(exitCode, out.toString(), err.toString());
  }

  /** A command that runs until somebody has seen enough of it. */
  record Running(Thread thread, StringWriter written, StringWriter told) implements AutoCloseable {
    String out() {
      return written.toString();
    }

    String err() {
      return told.toString();
    }

    /** Waits until it has printed something. */
    void awaitOut(Duration patience, String text) {
      await().atMost(patience).until(() -> out().contains(text));
    }

    @Override
    public void close() {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Starts a command. */
  Running runs(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    Surroundings surroundings = surroundings(out, err);
    return new Running(Thread.ofVirtual().start(() -> Main.run(surroundings, words)), out, err);
  }

  private Surroundings surroundings(StringWriter out, StringWriter err) {
    return new Surroundings(
        new PrintWriter(out),
        new PrintWriter(err),
        new BufferedReader(new StringReader(typed)),
        new FixedTerminal(),
        Map.copyOf(environment),
        InstantSource.fixed(Instant.parse("2026-01-01T00:02:05Z")),
        outside ? new FrontDoor(Map.copyOf(environment)) : this::open);
  }

  private Fleet open(FleetAddress address) {
    if (!(address.place() instanceof FleetAddress.Api(String endpoint, ClientTls _, var _))) {
      throw new AssertionError("this desk has no etcd: " + address);
    }
    if (!endpoint.startsWith("http")) {
      throw new IllegalArgumentException("endpoint \"%s\" has no scheme".formatted(endpoint));
    }
    if (endpoint.contains("gone")) {
      throw new FleetUnreachableException("no fleet at %s: connection refused".formatted(endpoint));
    }
    return fleet;
  }

  private final class FixedTerminal extends Terminal {
    FixedTerminal() {
      super(environment);
    }

    @Override
    boolean isTerminal(Stream stream) {
      return terminals.contains(stream);
    }

    @Override
    Size size(Stream stream) {
      return new Size(columns, 24);
    }

    @Override
    boolean unicode() {
      return true;
    }
  }
}
