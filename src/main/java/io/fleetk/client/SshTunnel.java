package io.fleetk.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetk.fleet.FleetUnreachableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A way to what a host reaches, by an {@code ssh -L} of its own. The child ends when this is closed
 * and when this process ends, in whatever way. ssh asks for passwords and the like at the terminal.
 */
public final class SshTunnel implements AutoCloseable {
  /** Enough for somebody to type a passphrase. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration TICK = Duration.ofMillis(10);
  private static final Duration LAST_WORDS = Duration.ofMillis(300);
  private static final Duration END_PATIENCE = Duration.ofSeconds(2);
  private static final int MOST_LINES = 100;

  /** Ends ssh when standard input does, which outlives no process that holds its other end. */
  private static final String LEASH =
      "exec 3<&0; \"$@\" 3<&- </dev/null & ssh=$!;"
          + " { read -r _ <&3; kill $ssh; } 2>/dev/null & leash=$!;"
          + " wait $ssh; status=$?; kill $leash 2>/dev/null; exit $status";

  private final String host;
  private final Process process;
  private final List<String> said = new ArrayList<>();
  private final CountDownLatch silent = new CountDownLatch(1);
  private final Optional<Path> socket;
  private final Map<URI, InetSocketAddress> nearEnds;

  private SshTunnel(
      String host, Process process, Optional<Path> socket, Map<URI, InetSocketAddress> nearEnds) {
    this.host = host;
    this.process = process;
    this.socket = socket;
    this.nearEnds = nearEnds;
    Thread.ofVirtual().name("ssh").start(this::listen);
  }

  /**
   * A tunnel whose near end is a socket that only this user can use.
   *
   * @param to what it leads to, as the host reaches it: the path of a socket, or {@code HOST:PORT}
   * @throws FleetUnreachableException when there is none to be had, with ssh's own words
   */
  public static SshTunnel toSocket(OpenSsh ssh, SshHost host, String to) {
    try {
      Path socket = Files.createTempDirectory("fleetk-ssh").resolve("s");
      socket.getParent().toFile().deleteOnExit();
      socket.toFile().deleteOnExit();
      return started(ssh, host, List.of("-L", socket + ":" + to), Optional.of(socket), Map.of());
    } catch (IOException e) {
      throw noTunnel(host, e.getMessage(), e);
    }
  }

  /**
   * A tunnel whose near ends are ports of the loopback.
   *
   * @param to what they lead to, as the host reaches it
   * @throws FleetUnreachableException when there is none to be had, with ssh's own words
   */
  public static SshTunnel toPorts(OpenSsh ssh, SshHost host, List<URI> to) {
    try {
      Map<URI, InetSocketAddress> nearEnds = new LinkedHashMap<>();
      List<String> options = new ArrayList<>();
      for (URI url : to) {
        var nearEnd = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        nearEnds.put(url, nearEnd);
        options.addAll(
            List.of(
                "-L",
                "127.0.0.1:%d:%s:%d".formatted(nearEnd.getPort(), url.getHost(), url.getPort())));
      }
      return started(ssh, host, options, Optional.empty(), nearEnds);
    } catch (IOException e) {
      throw noTunnel(host, e.getMessage(), e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static SshTunnel started(
      OpenSsh ssh,
      SshHost host,
      List<String> forwards,
      Optional<Path> socket,
      Map<URI, InetSocketAddress> nearEnds)
      throws IOException {
    List<String> options = new ArrayList<>(List.of("-N", "-T"));
    options.addAll(List.of("-o", "ExitOnForwardFailure=yes", "-o", "ConnectTimeout=10"));
    options.addAll(List.of("-o", "ServerAliveInterval=15", "-o", "LogLevel=INFO"));
    // A connection that is shared would outlast this, and its forwards with it.
    options.addAll(List.of("-o", "ControlMaster=no", "-o", "ControlPath=none"));
    options.addAll(forwards);
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", LEASH, "sh"));
    command.addAll(ssh.command(host, options, List.of()));
    Process process =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    var tunnel = new SshTunnel(host.toString(), process, socket, nearEnds);
    try {
      tunnel.awaitUp(host);
      return tunnel;
    } catch (RuntimeException e) {
      tunnel.close();
      throw e;
    }
  }

  private void awaitUp(SshHost to) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!isUp()) {
        if (process.waitFor(TICK.toNanos(), TimeUnit.NANOSECONDS)) {
          boolean complete = silent.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
          assert complete || process.exitValue() != 0;
          throw noTunnel(to, lastWord(), null);
        }
        if (System.nanoTime() > end) {
          throw noTunnel(to, "nothing within %d s".formatted(PATIENCE.toSeconds()), null);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw noTunnel(to, "interrupted", e);
    }
  }

  private boolean isUp() {
    return socket.isPresent()
        ? Files.exists(socket.get())
        : nearEnds.values().stream().allMatch(SshTunnel::isOpen);
  }

  private static boolean isOpen(InetSocketAddress address) {
    try (Socket attempt = new Socket()) {
      attempt.connect(address, 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static FleetUnreachableException noTunnel(SshHost host, String why, Exception cause) {
    return new FleetUnreachableException(
        "no tunnel through %s: ssh says: %s; see whether 'ssh %s true' works"
            .formatted(host, why, String.join(" ", host.arguments())),
        cause);
  }

  private void listen() {
    try (var lines = new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        hear(line.strip());
        line = lines.readLine();
      }
    } catch (IOException e) {
      // It is over, and has said what it had to say.
    } finally {
      silent.countDown();
    }
  }

  private synchronized void hear(String line) {
    if (!line.isEmpty()
        && !line.startsWith("Warning: Permanently added")
        && said.size() < MOST_LINES) {
      said.add(line);
      notifyAll();
    }
  }

  private synchronized String lastWord() {
    return said.isEmpty() ? "nothing" : said.getLast();
  }

  /** The near end that only this user can use; empty when it has ports. */
  Optional<Path> socket() {
    return socket;
  }

  /** The near ends by what they lead to; none when it has a socket. */
  public Map<URI, InetSocketAddress> nearEnds() {
    return nearEnds;
  }

  /** What it goes through. */
  String host() {
    return host;
  }

  /**
   * Why nothing comes out of it, in ssh's own words, waited for a moment; empty when it is not for
   * ssh that nothing does.
   */
  public synchronized Optional<String> complaint() {
    long end = System.nanoTime() + LAST_WORDS.toNanos();
    try {
      while (said.isEmpty() || !explains(said.getLast())) {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0) {
          break;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return said.isEmpty() || !explains(said.getLast())
        ? Optional.empty()
        : Optional.of(said.getLast());
  }

  /** A banner or a warning explains nothing. */
  private boolean explains(String line) {
    return line.contains("open failed") || !process.isAlive();
  }

  /** Ends ssh. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      if (socket.isPresent()) {
        Files.deleteIfExists(socket.get());
        Files.deleteIfExists(socket.get().getParent());
      }
    } catch (IOException e) {
      // What is left of it is removed when this process ends.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
