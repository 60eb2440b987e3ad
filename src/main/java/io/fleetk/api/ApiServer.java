package io.fleetk.api;

import io.fleetk.fleet.Fleet;
import io.fleetk.v1.PageToken;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a fleet over HTTP until it is closed. It does not own the fleet: closing the server leaves
 * that open.
 */
public final class ApiServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ApiServer.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final int MOST_STREAMS = 256;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final int HEADER_BYTES = 8192;
  private static final String SOCKET_MODE = "rw-rw----";

  private final ListenOn listenOn;
  private final EventFeeds feeds;
  private final Server server;
  private Optional<ServerConnector> tcp = Optional.empty();

  /** The socket's file once it is this server's to remove. */
  private Optional<Path> ownSocket = Optional.empty();

  /** A server, not started. */
  public ApiServer(Fleet fleet, ListenOn listenOn) {
    this(fleet, listenOn, PageToken.DEFAULT_LIMIT, HEARTBEAT, MOST_STREAMS);
  }

  /**
   * A server with pages and heartbeats of another size, and as many event streams as it is told.
   */
  ApiServer(Fleet fleet, ListenOn listenOn, int pageLimit, Duration heartbeat, int mostStreams) {
    this.listenOn = listenOn;
    this.feeds = new EventFeeds(heartbeat, mostStreams);
    // Platform threads only accept and select; every request runs on a virtual thread.
    QueuedThreadPool threads = new QueuedThreadPool(16, 4);
    threads.setName("api");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api-", 0).factory()));
    this.server = new Server(threads);
    server.setErrorHandler(new JsonErrorHandler());
    server.setHandler(new ApiHandler(new Router(fleet, new Paging(pageLimit), feeds)));
  }

  /**
   * Begins to listen.
   *
   * @throws IOException when an address or a socket cannot be had, saying which and why
   */
  public void start() throws IOException {
    listenOn.tcp().ifPresent(this::addTcp);
    if (listenOn.socket().isPresent()) {
      addSocket(listenOn.socket().get());
    }
    try {
      server.start();
      if (listenOn.socket().isPresent()) {
        Files.setPosixFilePermissions(
            listenOn.socket().get(), PosixFilePermissions.fromString(SOCKET_MODE));
      }
    } catch (Exception e) {
      close();
      throw new IOException("cannot serve the API on %s: %s".formatted(where(), e.getMessage()), e);
    }
    log.info("Serving the API on {}", where());
  }

  private void addTcp(InetSocketAddress address) {
    ServerConnector connector = new ServerConnector(server, 1, 1, http());
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    tcp = Optional.of(connector);
  }

  private void addSocket(Path path) throws IOException {
    StaleSocket.remove(path);
    ownSocket = Optional.of(path);
    UnixDomainServerConnector connector = new UnixDomainServerConnector(server, 1, 1, http());
    connector.setUnixDomainPath(path);
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
  }

  private static HttpConnectionFactory http() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(HEADER_BYTES);
    // The router judges paths by itself, so that it is the one to say what is wrong with one.
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    return new HttpConnectionFactory(configuration);
  }

  /** The TCP port that was chosen; empty when the server listens on none, or does not run. */
  public OptionalInt port() {
    return tcp.map(ServerConnector::getLocalPort)
        .filter(port -> port > 0)
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  private String where() {
    String address =
        listenOn
            .tcp()
            .map(to -> "http://" + to.getHostString() + ":" + port().orElse(to.getPort()))
            .orElse("");
    String socket = listenOn.socket().map(path -> "unix://" + path.toAbsolutePath()).orElse("");
    return String.join(" and ", Stream.of(address, socket).filter(s -> !s.isEmpty()).toList());
  }

  /** Ends every stream and connection and removes the socket. */
  @Override
  public void close() {
    feeds.close();
    try {
      server.stop();
      if (ownSocket.isPresent()) {
        Files.deleteIfExists(ownSocket.get());
      }
    } catch (Exception e) {
      log.warn("The API on {} did not stop cleanly: {}", where(), e.getMessage());
    }
  }
}
