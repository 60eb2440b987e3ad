package io.fleetk.balance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts clients' connections and leads each on to a backend. */
final class Listener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Listener.class);

  /** Connections that the kernel accepts ahead. */
  private static final int BACKLOG = 1024;

  /** After a connection could not be accepted, as when all file descriptors are taken. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final ServerSocket server;
  private final Dialer dialer;
  private final Roster roster;
  private final Relays relays;
  private final Tempo tempo;

  /**
   * Listens, from now on.
   *
   * @throws IOException when it cannot, with the address
   */
  Listener(InetSocketAddress address, Dialer dialer, Roster roster, Relays relays, Tempo tempo)
      throws IOException {
    this.dialer = dialer;
    this.roster = roster;
    this.relays = relays;
    this.tempo = tempo;
    this.server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(address, BACKLOG);
    } catch (IOException e) {
      server.close();
      throw new IOException(
          "cannot listen on %s:%d: %s"
              .formatted(address.getHostString(), address.getPort(), e.getMessage()),
          e);
    }
    Thread.ofVirtual().name("accepting").start(this::accept);
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().name("client").start(() -> serve(client));
      } catch (IOException e) {
        if (!server.isClosed()) {
          log.warn("A connection could not be accepted: {}", e.toString());
          pause();
        }
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket client) {
    try (client) {
      Dialer.tune(client);
      Optional<Relay> relay = connect(client);
      if (relay.isPresent()) {
        try {
          relay.get().run();
        } finally {
          relays.remove(relay.get());
          roster.ended(relay.get().host());
        }
      } else {
        // A reset says that it failed, where an orderly end would look like an empty answer.
        client.setSoLinger(true, 0);
      }
    } catch (IOException e) {
      log.debug("A client left: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tries backends, round after round, until one accepts or the client's patience may be over. */
  private Optional<Relay> connect(Socket client) throws InterruptedException {
    long deadline = System.nanoTime() + tempo.patience().toNanos();
    do {
      for (String host : roster.order()) {
        relays.reserve(host);
        try {
          Relay relay = new Relay(client, dialer.dial(host), host);
          relays.add(relay);
          return Optional.of(relay);
        } catch (IOException e) {
          roster.failed(host, Dialer.finding(e));
          roster.ended(host);
        }
      }
      roster.awaitChange(tempo.retry());
    } while (System.nanoTime() < deadline && !server.isClosed());
    log.warn("A connection was given up, as no backend accepted it; {}", roster.pool().summary());
    return Optional.empty();
  }

  /** Accepts no more; connections go on. */
  @Override
  public void close() throws IOException {
    server.close();
  }
}
