package io.fleetk.store;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where an etcd cluster is, and how to speak to it.
 *
 * @param endpoints its members' client URLs, all {@code http} or all {@code https}
 * @param prefix what every key begins with, ahead of what the {@link Store} calls it: empty, or a
 *     path such as {@code /prod}; a slash at its end makes no difference
 * @param tls what an {@code https} connection trusts and shows
 * @param login the user to be, on an etcd with authentication
 * @param requestTimeout how long a call may take in all
 * @param watchSilence how long a watch may say nothing before it is asked whether it lives, and how
 *     long it then has to answer
 * @param detours where connections to an endpoint are made instead, such as at the near end of a
 *     tunnel
 */
public record EtcdSettings(
    List<URI> endpoints,
    String prefix,
    Tls tls,
    Optional<Login> login,
    Duration requestTimeout,
    Duration watchSilence,
    Map<URI, InetSocketAddress> detours) {
  private static final int DEFAULT_PORT = 2379;
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration WATCH_SILENCE = Duration.ofSeconds(15);

  /**
   * Settings.
   *
   * @throws IllegalArgumentException when they contradict each other, in one line
   */
  public EtcdSettings {
    endpoints = List.copyOf(endpoints);
    prefix = prefix.replaceFirst("/+$", "");
    requireNonNull(tls);
    requireNonNull(login);
    detours = Map.copyOf(detours);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("no etcd endpoint is given");
    }
    if (endpoints.stream().map(URI::getScheme).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "etcd endpoints are all http:// or all https://, not both");
    }
    if (!prefix.isEmpty() && !prefix.startsWith("/")) {
      throw new IllegalArgumentException(
          "an etcd key prefix begins with a slash: \"/%s\"?".formatted(prefix));
    }
    if (!isTls(endpoints) && !tls.equals(Tls.SYSTEM)) {
      throw new IllegalArgumentException(
          "certificates are for an https:// endpoint, and %s is not"
              .formatted(endpoints.getFirst()));
    }
    if (tls.certificate().isPresent() != tls.key().isPresent()) {
      throw new IllegalArgumentException(
          "a client certificate and its key go together: one of the two is missing");
    }
  }

  /**
   * What to trust and to show, as PEM files.
   *
   * @param authority the certificates that etcd's are signed by; those of the system when empty
   * @param certificate the client's certificate
   * @param key its private key
   */
  public record Tls(Optional<Path> authority, Optional<Path> certificate, Optional<Path> key) {
    /** Trusts what the system trusts and shows no certificate. */
    public static final Tls SYSTEM = new Tls(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A user of etcd's. */
  public record Login(String user, String password) {
    /** Checks that both are there. */
    public Login {
      if (user.isEmpty() || password.isEmpty()) {
        throw new IllegalArgumentException("an etcd user and its password go together");
      }
    }

    @Override
    public String toString() {
      return "Login[user=" + user + "]";
    }
  }

  /**
   * The cluster at given addresses, without login, with the defaults for all else.
   *
   * @param urls client URLs separated by commas, such as {@code http://10.0.0.1:2379}
   * @throws IllegalArgumentException when that is not what they are, in one line
   */
  public static EtcdSettings of(String urls) {
    List<URI> endpoints =
        Stream.of(urls.split(",", -1)).map(String::strip).map(EtcdSettings::endpoint).toList();
    return new EtcdSettings(
        endpoints, "", Tls.SYSTEM, Optional.empty(), REQUEST_TIMEOUT, WATCH_SILENCE, Map.of());
  }

  private static URI endpoint(String text) {
    try {
      URI url = new URI(text);
      boolean plain =
          url.getUserInfo() == null
              && url.getQuery() == null
              && url.getFragment() == null
              && (url.getPath() == null || url.getPath().replace("/", "").isEmpty());
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (plain && web && url.getHost() != null && url.getPort() <= 0xffff) {
        int port = url.getPort() < 0 ? DEFAULT_PORT : url.getPort();
        return new URI(url.getScheme(), null, url.getHost(), port, null, null, null);
      }
    } catch (URISyntaxException e) {
      // It is refused below.
    }
    throw new IllegalArgumentException(
        "\"%s\" is no address of etcd: give http://HOST:PORT or https://HOST:PORT, several separated by commas"
            .formatted(text));
  }

  /** The same with a key prefix. */
  public EtcdSettings withPrefix(String other) {
    return new EtcdSettings(endpoints, other, tls, login, requestTimeout, watchSilence, detours);
  }

  /** The same with certificates. */
  public EtcdSettings withTls(Tls other) {
    return new EtcdSettings(endpoints, prefix, other, login, requestTimeout, watchSilence, detours);
  }

  /** The same as a user. */
  public EtcdSettings withLogin(Login other) {
    return new EtcdSettings(
        endpoints, prefix, tls, Optional.of(other), requestTimeout, watchSilence, detours);
  }

  /** The same with another time for calls. */
  public EtcdSettings withRequestTimeout(Duration other) {
    return new EtcdSettings(endpoints, prefix, tls, login, other, watchSilence, detours);
  }

  /** The same with another patience with silent watches. */
  public EtcdSettings withWatchSilence(Duration other) {
    return new EtcdSettings(endpoints, prefix, tls, login, requestTimeout, other, detours);
  }

  /** The same with connections made elsewhere. */
  public EtcdSettings withDetours(Map<URI, InetSocketAddress> other) {
    return new EtcdSettings(endpoints, prefix, tls, login, requestTimeout, watchSilence, other);
  }

  /** Whether connections are encrypted. */
  public boolean isTls() {
    return isTls(endpoints);
  }

  private static boolean isTls(List<URI> endpoints) {
    return endpoints.getFirst().getScheme().equals("https");
  }
}
