package io.fleetk.api;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an API listens.
 *
 * @param tcp an address and port, 0 for any free port; the API is not authenticated, so a loopback
 *     address
 * @param socket a unix socket, made with mode 0660
 */
public record ListenOn(Optional<InetSocketAddress> tcp, Optional<Path> socket) {
  /**
   * Somewhere to listen.
   *
   * @throws IllegalArgumentException when that is nowhere
   */
  public ListenOn {
    requireNonNull(tcp);
    requireNonNull(socket);
    if (tcp.isEmpty() && socket.isEmpty()) {
      throw new IllegalArgumentException("an API needs an address or a unix socket to listen on");
    }
  }

  /** A TCP address alone. */
  public static ListenOn tcp(InetSocketAddress address) {
    return new ListenOn(Optional.of(address), Optional.empty());
  }

  /** A unix socket alone. */
  public static ListenOn socket(Path path) {
    return new ListenOn(Optional.empty(), Optional.of(path));
  }

  /** A TCP address and a unix socket. */
  public static ListenOn both(InetSocketAddress address, Path path) {
    return new ListenOn(Optional.of(address), Optional.of(path));
  }
}
