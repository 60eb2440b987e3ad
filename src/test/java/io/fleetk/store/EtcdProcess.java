package io.fleetk.store;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real etcd that a test starts, stops, freezes and kills: {@code etcd} from the search path, on
 * free ports of the loopback and a directory of its own, in memory where there is such a place.
 */
public final class EtcdProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String LOOPBACK = "127.0.0.1";
  private static final Path MEMORY = Path.of("/dev/shm");

  private final String name;
  private final String host;
  private final int clientPort;
  private final int peerPort;
  private final Path directory;
  private final List<String> options;
  private Optional<Process> process = Optional.empty();

  private EtcdProcess(
      String name, String host, int clientPort, int peerPort, List<String> options) {
    this.name = name;
    this.host = host;
    this.clientPort = clientPort;
    this.peerPort = peerPort;
    this.options = options;
    try {
      this.directory =
          Files.isWritable(MEMORY)
              ? Files.createTempDirectory(MEMORY, "fleetk-etcd")
              : Files.createTempDirectory("fleetk-etcd");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A cluster of one, up and answering; plain, or with whatever options make of it. */
  public static EtcdProcess started(String... options) {
    return startedOn(LOOPBACK, options);
  }

  /** A cluster of one at an address of this host. */
  public static EtcdProcess startedOn(String host, String... options) {
    int[] ports = freePorts(2);
    EtcdProcess etcd = new EtcdProcess("etcd", host, ports[0], ports[1], List.of(options));
    etcd.start();
    return etcd;
  }

  /** A cluster of three, up and answering. */
  static List<EtcdProcess> startedThree() {
    return startedThreeOn(LOOPBACK);
  }

  /** A cluster of three at an address of this host. */
  public static List<EtcdProcess> startedThreeOn(String host) {
    int[] ports = freePorts(6);
    List<String> peers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      peers.add("etcd%d=http://%s:%d".formatted(i, host, ports[3 + i]));
    }
    List<EtcdProcess> members = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      members.add(
          new EtcdProcess(
              "etcd" + i,
              host,
              ports[i],
              ports[3 + i],
              List.of("--initial-cluster", String.join(",", peers))));
    }
    members.forEach(EtcdProcess::launch);
    members.forEach(EtcdProcess::awaitAnswer);
    return members;
  }

  private static int[] freePorts(int count) {
    int[] ports = new int[count];
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0);
        sockets.add(socket);
        ports[i] = socket.getLocalPort();
      }
      for (ServerSocket socket : sockets) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What clients call it by; {@code https} when its options speak of a certificate. */
  public String url() {
    return "%s://%s:%d".formatted(scheme(), host, clientPort);
  }

  private String scheme() {
    return options.contains("--cert-file") ? "https" : "http";
  }

  int port() {
    return clientPort;
  }

  /** Starts it, or starts it again on what it has stored. */
  public void start() {
    launch();
    awaitAnswer();
  }

  /** Starts it again where it has users, so that it answers nobody without a login. */
  void startAnew() {
    launch();
    await("etcd on port " + clientPort).atMost(PATIENCE).until(this::isListening);
  }

  private void launch() {
    List<String> command = new ArrayList<>(List.of("etcd", "--name", name));
    command.addAll(List.of("--data-dir", directory.resolve("data").toString()));
    command.addAll(List.of("--listen-client-urls", url(), "--advertise-client-urls", url()));
    String peer = "http://%s:%d".formatted(host, peerPort);
    command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
    if (!options.contains("--initial-cluster")) {
      command.addAll(List.of("--initial-cluster", name + "=" + peer));
    }
    command.addAll(options);
    try {
      process =
          Optional.of(
              new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectOutput(directory.resolve("log").toFile())
                  .start());
    } catch (IOException e) {
      throw new AssertionError("etcd cannot be started: make test installs it where it can", e);
    }
  }

  private void awaitAnswer() {
    await("etcd on port " + clientPort).atMost(PATIENCE).until(this::isListening);
    if (options.isEmpty() || options.contains("--initial-cluster")) {
      try (EtcdStore store = EtcdStore.open(EtcdSettings.of(url()))) {
        await("an answer of " + url())
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> store.get("/").isEmpty());
      }
    }
  }

  private boolean isListening() {
    if (!process.orElseThrow().isAlive()) {
      throw new AssertionError("etcd ended; it said:\n" + log());
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, clientPort), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Lets its process stand still, with its connections open. */
  public void freeze() {
    signal("STOP");
  }

  /** Lets a frozen one go on. */
  public void thaw() {
    signal("CONT");
  }

  private void signal(String signal) {
    String pid = Long.toString(process.orElseThrow().pid());
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, pid).start();
      if (!kill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new AssertionError("cannot send SIG%s to etcd".formatted(signal));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Ends its process at once; what it has stored stays. */
  public void kill() {
    process.ifPresent(
        running -> {
          running.destroyForcibly();
          await("the end of etcd").atMost(PATIENCE).until(() -> !running.isAlive());
        });
    process = Optional.empty();
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
