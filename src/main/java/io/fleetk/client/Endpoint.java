package io.fleetk.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;

/**
 * Where a fleet's API is: {@code http://host:port}, {@code https://host:port} or {@code
 * unix:///path/to.sock}; for the last also {@code file:///path/to.sock}, as fleetctl has it.
 */
public final class Endpoint {
  private static final String FORMS =
      "use http://HOST:PORT, https://HOST:PORT or unix:///PATH/TO.sock";

  private final String text;
  private final HttpUrl base;
  private final Optional<Path> socket;
  private final Optional<SshTunnel> tunnel;

  private Endpoint(String text, HttpUrl base, Optional<Path> socket, Optional<SshTunnel> tunnel) {
    this.text = text;
    this.base = base;
    this.socket = socket;
    this.tunnel = tunnel;
  }

  /**
   * Reads an endpoint.
   *
   * @throws IllegalArgumentException saying in one line what is wrong with it and which forms there
   *     are
   */
  public static Endpoint parse(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw refusal(text, "is no URL", e);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "unix", "file" -> ofSocket(text, uri);
      case "http", "https" -> ofUrl(text, uri);
      case "" -> throw refusal(text, "has no scheme", null);
      default -> throw refusal(text, "has the unknown scheme " + scheme, null);
    };
  }

  /** The endpoint of a unix socket. */
  public static Endpoint ofSocket(Path path) {
    return new Endpoint(
        "unix://" + path.toAbsolutePath(),
        HttpUrl.get("http://localhost/"),
        Optional.of(path),
        Optional.empty());
  }

  private static Endpoint ofSocket(String text, URI uri) {
    if (uri.getPath() == null || uri.getPath().length() < 2 || uri.getAuthority() != null) {
      throw refusal(text, "names no socket (three slashes: unix:///PATH)", null);
    }
    try {
      return ofSocket(Path.of(uri.getPath()));
    } catch (InvalidPathException e) {
      throw refusal(text, "names no socket", e);
    }
  }

  private static Endpoint ofUrl(String text, URI uri) {
    if (uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null) {
      throw refusal(text, "says more than a host and a port", null);
    }
    if (uri.getPath() != null && !uri.getPath().isEmpty() && !uri.getPath().equals("/")) {
      throw refusal(text, "has a path, %s".formatted(uri.getPath()), null);
    }
    HttpUrl url = HttpUrl.parse(uri.toString());
    if (url == null) {
      throw refusal(text, "names no host and port", null);
    }
    String plain = url.toString();
    return new Endpoint(
        plain.substring(0, plain.length() - 1), url, Optional.empty(), Optional.empty());
  }

  /**
   * The same through a host, which is asked for a tunnel at once.
   *
   * @param opener opens a tunnel to a socket's path, or to {@code HOST:PORT}
   */
  public Endpoint through(Function<String, SshTunnel> opener) {
    SshTunnel opened =
        opener.apply(
            socket
                .map(Path::toString)
                .orElseGet(
                    () ->
                        "%s:%d"
                            .formatted(
                                base.host().contains(":") ? "[" + base.host() + "]" : base.host(),
                                base.port())));
    return new Endpoint(
        text + " through " + opened.host(), base, opened.socket(), Optional.of(opened));
  }

  private static IllegalArgumentException refusal(String text, String why, Throwable cause) {
    return new IllegalArgumentException(
        "endpoint \"%s\" %s: %s".formatted(text, why, FORMS), cause);
  }

  /** The root of its URLs; a host of no meaning for a unix socket. */
  HttpUrl base() {
    return base;
  }

  /** Whether its connections are encrypted. */
  boolean isTls() {
    return base.isHttps();
  }

  /** The tunnel that leads to it; empty when none is needed. */
  Optional<SshTunnel> tunnel() {
    return tunnel;
  }

  /** The path of the socket to connect to; empty for TCP. */
  Optional<Path> socket() {
    return socket;
  }

  @Override
  public String toString() {
    return text;
  }
}
