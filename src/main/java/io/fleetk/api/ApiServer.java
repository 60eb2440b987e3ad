package io.fleetk.api;

import static java.util.stream.Collectors.joining;

import io.fleetk.api.ListenOn.Place;
import io.fleetk.fleet.Fleet;
import io.fleetk.v1.PageToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
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
  private final Map<Place.Tcp, ServerConnector> tcp = new LinkedHashMap<>();

  /** The sockets' files once they are this server's to remove. */
  private final List<Path> ownSockets = new ArrayList<>();

  /** A server, not started. */
  public ApiServer(Fleet fleet, ListenOn listenOn) {
    this(fleet, listenOn, PageToken.DEFAULT_LIMIT, HEARTBEAT, MOST_STREAMS);
  }

  /**
   * A server, not started, with pages of another size.
   *
   * @param pageLimit how many entries a page holds at most ({@code token_limit})
   */
  public ApiServer(Fleet fleet, ListenOn listenOn, int pageLimit) {
    this(fleet, listenOn, pageLimit, HEARTBEAT, MOST_STREAMS);
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
    for (Place place : listenOn.places()) {
      add(place);
    }
    try {
      server.start();
      for (Path socket : ownSockets) {
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(SOCKET_MODE));
      }
    } catch (Exception e) {
      close();
      throw new IOException("cannot serve the API on %s: %s".formatted(where(), e.getMessage()), e);
    }
    log.info("Serving the API on {}", where());
  }

  private void add(Place place) throws IOException {
    switch (place) {
      case Place.Tcp to -> addTcp(to);
      case Place.Socket(Path path) -> {
        StaleSocket.remove(path);
        ownSockets.add(path);
        UnixDomainServerConnector connector = unix();
        connector.setUnixDomainPath(path);
      }
      case Place.Inherited _ -> unix().setInheritChannel(true);
    }
  }

  private void addTcp(Place.Tcp to) throws IOException {
    ServerConnector connector =
        to.tls().isEmpty()
            ? new ServerConnector(server, 1, 1, http())
            : new ServerConnector(server, 1, 1, tls(to.tls().get()), http());
    connector.setHost(to.address().getHostString());
    connector.setPort(to.address().getPort());
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    tcp.put(to, connector);
  }

  private UnixDomainServerConnector unix() {
    UnixDomainServerConnector connector = new UnixDomainServerConnector(server, 1, 1, http());
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    return connector;
  }

  private static SslConnectionFactory tls(TlsFiles files) throws IOException {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(files.context());
    factory.setNeedClientAuth(true);
    return new SslConnectionFactory(factory, HttpVersion.HTTP_1_1.asString());
  }

  private static HttpConnectionFactory http() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(HEADER_BYTES);
    // The router judges paths by itself, so that it is the one to say what is wrong with one.
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    return new HttpConnectionFactory(configuration);
  }

  /**
   * The TCP port that was chosen, the first of several; empty when the server listens on none, or
   * does not run.
   */
  public OptionalInt port() {
    return tcp.values().stream()
        .mapToInt(ServerConnector::getLocalPort)
        .filter(port -> port > 0)
        .findFirst();
  }

  private String where() {
    return listenOn.places().stream().map(this::where).collect(joining(" and "));
  }

  private String where(Place place) {
    return switch (place) {
      case Place.Tcp to -> {
        int port = tcp.containsKey(to) ? tcp.get(to).getLocalPort() : 0;
        yield "%s://%s:%d"
            .formatted(
                to.tls().isPresent() ? "https" : "http",
                to.address().getHostString(),
                port > 0 ? port : to.address().getPort());
      }
      case Place.Socket(Path path) -> "unix://" + path.toAbsolutePath();
      case Place.Inherited _ -> "the socket that systemd listens on";
    };
  }

  /** Ends every stream and connection and removes the socket. */
  @Override
  public void close() {
    feeds.close();
    try {
      server.stop();
      for (Path socket : ownSockets) {
        Files.deleteIfExists(socket);
      }
    } catch (Exception e) {
      log.warn("The API on {} did not stop cleanly: {}", where(), e.getMessage());
    }
  }
}
