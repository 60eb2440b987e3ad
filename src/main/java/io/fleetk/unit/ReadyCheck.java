package io.fleetk.unit;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Locale;

/** One condition for a unit to count as ready, beyond systemd's own word ({@code Ready…=}). */
public sealed interface ReadyCheck {

  /**
   * The URL answers with a status of 200 to 399, as a kubelet's HTTP probe has it.
   *
   * @param scheme {@code http} or {@code https}
   * @param host empty for the machine that the unit runs on
   * @param port 1 to 65,535
   * @param path with its query, from the slash
   */
  record Http(String scheme, String host, int port, String path) implements ReadyCheck {
    /**
     * Reads a check as {@code ReadyHTTP=} has it.
     *
     * @throws IllegalArgumentException saying in one line what is wrong with it
     */
    public static Http parse(String url) {
      return PolicyReader.http(url);
    }

    /** The URL on a machine: its address stands in for an empty host. */
    public URI on(String address) {
      String target = host.isEmpty() ? address : host;
      String literal =
          target.contains(":") && !target.startsWith("[") ? "[" + target + "]" : target;
      return URI.create(scheme + "://" + literal + ":" + port + path);
    }

    @Override
    public String toString() {
      return scheme + "://" + host + ":" + port + path;
    }
  }

  /**
   * A TCP connection is accepted.
   *
   * @param host empty for the machine that the unit runs on
   * @param port 1 to 65,535
   */
  record Tcp(String host, int port) implements ReadyCheck {
    /**
     * Reads a check as {@code ReadyTCP=} has it.
     *
     * @throws IllegalArgumentException saying in one line what is wrong with it
     */
    public static Tcp parse(String hostAndPort) {
      return PolicyReader.hostAndPort(hostAndPort);
    }

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /**
   * A command, run on the machine, exits with status 0.
   *
   * @param command a command line as {@code ExecStart=} has it
   */
  record Exec(String command) implements ReadyCheck {
    /** A command to run. */
    public Exec {
      requireNonNull(command);
    }

    @Override
    public String toString() {
      return command;
    }
  }

  /**
   * A file exists on the machine.
   *
   * @param path absolute
   */
  record FileExists(String path) implements ReadyCheck {
    /** A file to look for. */
    public FileExists {
      requireNonNull(path);
    }

    @Override
    public String toString() {
      return path;
    }
  }

  /**
   * Whether only the machine that the unit runs on can ask this: it is about what is on it alone.
   */
  default boolean isLocal() {
    return switch (this) {
      case Http http -> isLoopback(http.host());
      case Tcp tcp -> isLoopback(tcp.host());
      case Exec _, FileExists _ -> true;
    };
  }

  private static boolean isLoopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.matches("127(\\.\\d{1,3}){3}")
        || name.equals("::1")
        || name.equals("[::1]");
  }

  /** The option that states this kind of check, such as {@code ReadyHTTP}. */
  default String option() {
    return switch (this) {
      case Http _ -> "ReadyHTTP";
      case Tcp _ -> "ReadyTCP";
      case Exec _ -> "ReadyExec";
      case FileExists _ -> "ReadyFile";
    };
  }
}
