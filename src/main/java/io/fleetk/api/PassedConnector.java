package io.fleetk.api;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Takes connections from a socket that was passed to the process, and leaves it open. Jetty's own
 * way with such a socket closes it, after which the JDK neither gives it again nor leaves the
 * process its standard output.
 */
final class PassedConnector extends ServerConnector {
  private final ServerSocketChannel listening;
  private volatile Optional<Selector> selector = Optional.empty();

  PassedConnector(Server server, ServerSocketChannel listening, ConnectionFactory... protocols) {
    super(server, 1, 1, protocols);
    this.listening = listening;
  }

  @Override
  public void open() throws IOException {
    listening.configureBlocking(false);
    Selector opened = Selector.open();
    listening.register(opened, SelectionKey.OP_ACCEPT);
    selector = Optional.of(opened);
  }

  @Override
  public boolean isOpen() {
    return selector.filter(Selector::isOpen).isPresent();
  }

  /** Waits for a connection; an interrupt ends the wait and, unlike in an accept, nothing else. */
  @Override
  public void accept(int acceptor) throws IOException {
    if (selector.isEmpty()) {
      return;
    }
    selector.get().select();
    selector.get().selectedKeys().clear();
    // None, when another process that has the socket was quicker.
    SocketChannel connection = Thread.currentThread().isInterrupted() ? null : listening.accept();
    if (connection != null) {
      connection.configureBlocking(false);
      getSelectorManager().accept(connection);
    }
  }

  @Override
  public void close() {
    selector.ifPresent(PassedConnector::close);
    selector = Optional.empty();
  }

  private static void close(Selector selector) {
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("A selector did not close", e);
    }
  }
}
