package io.fleetk.balance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A program on a machine of its own, as far as loopback addresses are machines: it answers each
 * line with its address and that line, and HTTP's {@code GET} with its health.
 */
final class StandInBackend implements AutoCloseable {
  private final String address;
  private final int port;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final List<Socket> stuffing = new ArrayList<>();
  private volatile boolean healthy = true;
  private ServerSocket server;
  private Thread accepting = Thread.ofVirtual().start(() -> {});

  /** One that does not listen yet. */
  StandInBackend(String address, int port) {
    this.address = address;
    this.port = port;
  }

  /** A port that is free on these addresses. */
  static int freePort(String... addresses) throws IOException {
    for (int attempt = 0; attempt < 50; attempt++) {
      try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getByName(addresses[0]))) {
        if (isFree(first.getLocalPort(), addresses)) {
          return first.getLocalPort();
        }
      }
    }
    throw new IOException("no port is free on all of " + String.join(", ", addresses));
  }

  private static boolean isFree(int port, String... addresses) {
    for (int i = 1; i < addresses.length; i++) {
      try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName(addresses[i]))) {
        if (!other.isBound()) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  String address() {
    return address;
  }

  /** What the program says of itself when it is asked over HTTP. */
  void healthy(boolean now) {
    healthy = now;
  }

  void start() throws IOException {
    healthy = true;
    ServerSocket listening = listen(128);
    accepting = Thread.ofVirtual().start(() -> accept(listening));
  }

  private ServerSocket listen(int backlog) throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(address, port), backlog);
    server = listening;
    return listening;
  }

  private void accept(ServerSocket listening) {
    try {
      while (true) {
        Socket connection = listening.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> answer(connection));
      }
    } catch (IOException e) {
      // stopped
    }
  }

  private void answer(Socket connection) {
    try (connection) {
      var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        boolean get = line.startsWith("GET ");
        String said =
            get
                ? "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .formatted(healthy ? "200 OK" : "500 Ending")
                : address + " " + line + "\n";
        connection.getOutputStream().write(said.getBytes(UTF_8));
        if (get) {
          return;
        }
      }
    } catch (IOException e) {
      // the other side left
    } finally {
      connections.remove(connection);
    }
  }

  /** Accepts no more; what is connected stays. */
  void stopListening() throws IOException {
    server.close();
    try {
      // The port is free again only when nobody waits on it.
      accepting.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The program dies. */
  void kill() throws IOException {
    stopListening();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  /**
   * The machine no longer answers whoever wants to connect: a queue that nobody accepts from is
   * full, and the kernel passes over what else comes.
   */
  void fallSilent() throws IOException {
    stopListening();
    listen(1);
    for (int i = 0; i < 4; i++) {
      Socket stuffed = new Socket();
      stuffing.add(stuffed);
      try {
        stuffed.connect(new InetSocketAddress(address, port), 200);
      } catch (java.net.SocketTimeoutException e) {
        return;
      }
    }
    throw new IOException("the queue of " + address + " does not fill");
  }

  @Override
  public void close() throws IOException {
    for (Socket stuffed : stuffing) {
      stuffed.close();
    }
    if (server != null) {
      kill();
    }
  }
}
