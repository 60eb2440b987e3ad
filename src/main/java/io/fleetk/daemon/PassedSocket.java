package io.fleetk.daemon;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.Optional;

/**
 * The unix socket that systemd listens on for this process: sd_listen_fds(3), or standard input
 * (systemd.exec(5), {@code StandardInput=socket}). There is only one, which lives as long as the
 * process.
 */
final class PassedSocket {
  /** SD_LISTEN_FDS_START. */
  private static final int FIRST = 3;

  private PassedSocket() {}

  /**
   * Takes it.
   *
   * @param environment {@code LISTEN_FDS} and {@code LISTEN_PID}
   * @return empty when there is none
   * @throws IOException when what was passed is not one unix socket that listens
   */
  static Optional<ServerSocketChannel> take(Map<String, String> environment) throws IOException {
    boolean ours =
        Long.toString(ProcessHandle.current().pid()).equals(environment.get("LISTEN_PID"));
    String count = ours ? environment.getOrDefault("LISTEN_FDS", "0") : "0";
    if (!count.equals("0") && !count.equals("1")) {
      throw new IOException(
          "systemd passes %s sockets: leave one ListenStream= in fleetk.socket, and name others in listen="
              .formatted(count));
    }
    if (count.equals("1")) {
      moveToStandardInput();
    }
    // The JDK looks for an inherited socket nowhere else.
    Channel inherited = System.inheritedChannel();
    if (inherited instanceof ServerSocketChannel listening
        && listening.getLocalAddress() instanceof UnixDomainSocketAddress) {
      return Optional.of(listening);
    }
    if (count.equals("1")) {
      throw new IOException(
          "the socket that systemd passes is no unix socket that listens: let ListenStream= in"
              + " fleetk.socket be a path, and name TCP addresses in listen=");
    }
    return Optional.empty();
  }

  @SuppressWarnings("restricted") // Launchers enable native access for the whole program.
  private static void moveToStandardInput() throws IOException {
    Linker linker = Linker.nativeLinker();
    MethodHandle dup2 =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("dup2"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    int moved;
    try {
      moved = (int) dup2.invokeExact(FIRST, 0);
    } catch (Throwable e) {
      throw new IllegalStateException("the C library's dup2 cannot be called", e);
    }
    if (moved < 0) {
      throw new IOException("systemd says that it passes a socket, and there is none");
    }
  }
}
