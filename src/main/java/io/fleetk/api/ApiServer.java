package io.fleetk.api;

import static java.util.stream.Collectors.joining;

import io.fleetk.api.ListenOn.Place;
import io.fleetk.fleet.Fleet;
import io.fleetk.v1.PageToken;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.HostPort;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a fleet over HTTP until it is closed. The fleet can be exchanged for another meanwhile;
 * requests wait for it. The server does not own the fleet: closing it leaves that open.
 */
public final class ApiServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ApiServer.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final int MOST_STREAMS = 256;
  private static final int MOST_CONNECTIONS = 1024;
  private static final Duration IDLE = Duration.ofSeconds(60);

  /** How long a request waits for a fleet, and a fleet that is taken away for its requests. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long an end waits for answers to be taken. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

  /** How long a new connection may take to its first request. */
  private static final Duration FIRST_REQUEST = Duration.ofSeconds(10);

  private static final int HEADER_BYTES = 8192;
  private static final String SOCKET_MODE = "rw-rw----";

  private final ListenOn listenOn;
  private final int pageLimit;
  private final Duration heartbeat;
  private final int mostStreams;
  private final Stage stage = new Stage(PATIENCE);
  private final Server server;
  private final Map<Place.Tcp, ServerConnector> tcp = new LinkedHashMap<>();
  private final Map<SslContextFactory.Server, TlsFiles> certificates = new LinkedHashMap<>();
  private EventFeeds feeds;

  /** The sockets' files once they are this server's to remove. */
  private final List<Place.Socket> ownSockets = new ArrayList<>();

  /** A server of a fleet, not started. */
  public ApiServer(Fleet fleet, ListenOn listenOn) {
    this(fleet, listenOn, PageToken.DEFAULT_LIMIT, HEARTBEAT, MOST_STREAMS);
  }

  /**
   * A server of a fleet, with pages and heartbeats of another size, and as many event streams as it
   * is told.
   */
  ApiServer(Fleet fleet, ListenOn listenOn, int pageLimit, Duration heartbeat, int mostStreams) {
    this(listenOn, pageLimit, heartbeat, mostStreams, Optional.empty());
    serve(fleet);
  }

  /**
   * A server of no fleet yet, not started.
   *
   * @param pageLimit how many entries a page holds at most ({@code token_limit})
   * @param monitoring what it tells of the process, and is told of every request
   */
  public ApiServer(ListenOn listenOn, int pageLimit, Monitoring monitoring) {
    this(listenOn, pageLimit, HEARTBEAT, MOST_STREAMS, Optional.of(monitoring));
  }

  private ApiServer(
      ListenOn listenOn,
      int pageLimit,
      Duration heartbeat,
      int mostStreams,
      Optional<Monitoring> monitoring) {
    this.listenOn = listenOn;
    this.pageLimit = pageLimit;
    this.heartbeat = heartbeat;
    this.mostStreams = mostStreams;
    this.feeds = new EventFeeds(heartbeat, mostStreams);
    // Platform threads only accept and select; every request runs on a virtual thread.
    QueuedThreadPool threads = new QueuedThreadPool(16, 4);
    threads.setName("api");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api-", 0).factory()));
    this.server = new Server(threads);
    server.setErrorHandler(new JsonErrorHandler());
    server.setHandler(new GracefulHandler(new ApiHandler(stage, monitoring)));
    server.setStopTimeout(LAST_ANSWERS.toMillis());
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
  }

  /** Answers from this fleet from now on. */
  public synchronized void serve(Fleet fleet) {
    withdraw();
    feeds = new EventFeeds(heartbeat, mostStreams);
    stage.put(new Router(fleet, new Paging(pageLimit), feeds));
  }

  /**
   * Lets go of the fleet: ends its event streams, and waits a while for the requests that it is
   * about to answer. Those that come in wait for the next fleet.
   */
  public synchronized void withdraw() {
    feeds.close();
    stage.clear();
  }

  /**
   * Reads the certificates again, for connections to come.
   *
   * @throws IOException when one cannot be used; the server goes on with those that it has
   */
  public void reloadCertificates() throws IOException {
    for (Map.Entry<SslContextFactory.Server, TlsFiles> one : certificates.entrySet()) {
      SSLContext context = one.getValue().context();
      try {
        one.getKey().reload(factory -> factory.setSslContext(context));
      } catch (Exception e) {
        throw new IOException("cannot use the certificates: " + e.getMessage(), e);
      }
    }
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
      for (Place.Socket socket : ownSockets) {
        open(socket);
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
      case Place.Socket socket -> {
        StaleSocket.remove(socket.path());
        ownSockets.add(socket);
        UnixDomainServerConnector connector = new UnixDomainServerConnector(server, 1, 1, http());
        connector.setUnixDomainPath(socket.path());
        add(connector);
      }
      case Place.Passed(ServerSocketChannel channel) ->
          add(new PassedConnector(server, channel, http()));
    }
  }

  private void add(AbstractConnector connector) {
    connector.setIdleTimeout(IDLE.toMillis());
    connector.addBean(new HeaderPatience(server.getScheduler(), FIRST_REQUEST));
    server.addConnector(connector);
  }

  /** Lets in whoever may use a socket. */
  private static void open(Place.Socket socket) throws IOException {
    Path path = socket.path();
    if (socket.group().isPresent()) {
      try {
        GroupPrincipal group =
            path.getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByGroupName(socket.group().get());
        Files.getFileAttributeView(path, PosixFileAttributeView.class).setGroup(group);
      } catch (UserPrincipalNotFoundException e) {
        log.debug("There is no group {} to give {} to", socket.group().get(), path);
      }
    }
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(SOCKET_MODE));
  }

  private void addTcp(Place.Tcp to) throws IOException {
    ServerConnector connector =
        to.tls().isEmpty()
            ? new ServerConnector(server, 1, 1, http())
            : new ServerConnector(server, 1, 1, tls(to.tls().get()), http());
    connector.setHost(to.address().getHostString());
    connector.setPort(to.address().getPort());
    add(connector);
    tcp.put(to, connector);
  }

  private SslConnectionFactory tls(TlsFiles files) throws IOException {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(files.context());
    factory.setNeedClientAuth(true);
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    certificates.put(factory, files);
    return new SslConnectionFactory(factory, HttpVersion.HTTP_1_1.asString());
  }

  private static HttpConnectionFactory http() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(HEADER_BYTES);
    // The router judges paths by itself, so that it is the one to say what is wrong with one.
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    // Whoever names no host, as HTTP/1.0 allows, came by an address that need not be one: a path.
    configuration.setServerAuthority(new HostPort("localhost"));
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
      case Place.Socket socket -> "unix://" + socket.path().toAbsolutePath();
      case Place.Passed _ -> "the socket that systemd listens on";
    };
  }

  /** Ends every stream and connection and removes the sockets that are its own. */
  @Override
  public synchronized void close() {
    feeds.close();
    stage.close();
    try {
      server.stop();
      for (Place.Socket socket : ownSockets) {
        Files.deleteIfExists(socket.path());
      }
    } catch (Exception e) {
      log.warn("The API on {} did not stop cleanly: {}", where(), e.getMessage());
    }
  }
}
