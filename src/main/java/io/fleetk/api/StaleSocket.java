package io.fleetk.api;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The socket that a server leaves behind when it is killed. */
final class StaleSocket {
  private StaleSocket() {}

  /**
   * Removes a socket that nobody listens on; does nothing when there is none.
   *
   * @throws IOException when somebody listens on it, or it is something else than a socket
   */
  static void remove(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    BasicFileAttributes file =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!file.isOther()) {
      throw new IOException(
          "cannot serve the API on %s: that is no socket; move it away".formatted(path));
    }
    if (answers(path)) {
      throw new IOException(
          "cannot serve the API on %s: another process serves there; stop it or choose another path"
              .formatted(path));
    }
    Files.delete(path);
  }

  private static boolean answers(Path path) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      return false;
    }
  }
}
