package io.fleetk.api;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where an API listens.
 *
 * @param places at least one
 */
public record ListenOn(List<Place> places) {
  /**
   * Somewhere to listen.
   *
   * @throws IllegalArgumentException when that is nowhere
   */
  public ListenOn {
    places = List.copyOf(places);
    if (places.isEmpty()) {
      throw new IllegalArgumentException("an API needs an address or a unix socket to listen on");
    }
  }

  /** One place to listen. */
  public sealed interface Place {
    /**
     * A TCP address.
     *
     * @param address port 0 stands for any free port; without TLS everybody who reaches it may do
     *     everything, so it should be a loopback address
     * @param tls whose certificates are shown and asked for; empty for plain HTTP
     */
    record Tcp(InetSocketAddress address, Optional<TlsFiles> tls) implements Place {
      /** A TCP address. */
      public Tcp {
        requireNonNull(address);
        requireNonNull(tls);
      }
    }

    /**
     * A unix socket, made with mode 0660.
     *
     * @param path where; a socket that an ended server left there is replaced
     * @param group who may use it beside its owner, if the machine has that group; empty for the
     *     process' own
     */
    record Socket(Path path, Optional<String> group) implements Place {
      /** A path. */
      public Socket {
        requireNonNull(path);
        requireNonNull(group);
      }
    }

    /**
     * A socket that somebody else listens on and has passed to this process, such as systemd. A
     * server takes connections from it and never closes it, so that those that come in while no
     * server runs wait for the next one.
     */
    record Passed(ServerSocketChannel channel) implements Place {
      /** A channel that listens. */
      public Passed {
        requireNonNull(channel);
      }
    }
  }

  /** A plain TCP address alone. */
  public static ListenOn tcp(InetSocketAddress address) {
    return new ListenOn(List.of(new Place.Tcp(address, Optional.empty())));
  }

  /** A unix socket alone. */
  public static ListenOn socket(Path path) {
    return new ListenOn(List.of(new Place.Socket(path, Optional.empty())));
  }

  /** A plain TCP address and a unix socket. */
  public static ListenOn both(InetSocketAddress address, Path path) {
    return new ListenOn(
        List.of(
            new Place.Tcp(address, Optional.empty()), new Place.Socket(path, Optional.empty())));
  }
}
