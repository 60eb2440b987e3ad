package io.fleetk.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * Where a fleet's API is: {@code http://host:port}, {@code https://host:port} or {@code
 * unix:///path/to.sock}.
 */
public final class Endpoint {
  private static final String FORMS =
      "use http://HOST:PORT, https://HOST:PORT or unix:///PATH/TO.sock";

  private final String text;
  private final HttpUrl base;
  private final Optional<Path> socket;

  private Endpoint(String text, HttpUrl base, Optional<Path> socket) {
    this.text = text;
    this.base = base;
    this.socket = socket;
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
      case "unix" -> ofSocket(text, uri);
      case "http", "https" -> ofUrl(text, uri);
      case "" -> throw refusal(text, "has no scheme", null);
      default -> throw refusal(text, "has the unknown scheme " + scheme, null);
    };
  }

  /** The endpoint of a unix socket. */
  public static Endpoint ofSocket(Path path) {
    return new Endpoint(
        "unix://" + path.toAbsolutePath(), HttpUrl.get("http://localhost/"), Optional.of(path));
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
    return new Endpoint(plain.substring(0, plain.length() - 1), url, Optional.empty());
  }

  private static IllegalArgumentException refusal(String text, String why, Throwable cause) {
    return new IllegalArgumentException(
        "endpoint \"%s\" %s: %s".formatted(text, why, FORMS), cause);
  }

  /** The root of its URLs; a host of no meaning for a unix socket. */
  HttpUrl base() {
    return base;
  }

  /** The socket's path; empty for a TCP endpoint. */
  Optional<Path> socket() {
    return socket;
  }

  @Override
  public String toString() {
    return text;
  }
}
