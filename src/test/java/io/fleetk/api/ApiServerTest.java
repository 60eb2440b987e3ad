package io.fleetk.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.fleet.MemoryFleet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerTest {
  @TempDir private Path directory;

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static void answers(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      assertThat(channel.connect(UnixDomainSocketAddress.of(socket))).isTrue();
    }
  }

  @Test
  void listensOnAPortAndASocketThatOthersCannotUse() throws IOException {
    Path socket = directory.resolve("fleet.sock");
    try (ApiServer server = new ApiServer(new MemoryFleet(), ListenOn.both(anyPort(), socket))) {
      assertThat(server.port()).isEmpty();

      server.start();

      assertThat(
              new RawHttp(server.port().orElseThrow())
                  .send(RawHttp.request("GET", "/fleet/v1/units", ""))
                  .status())
          .isEqualTo(200);
      answers(socket);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-rw----");
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void takesThePlaceOfAServerThatWasKilled() throws IOException {
    Path socket = directory.resolve("fleet.sock");
    ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    killed.bind(UnixDomainSocketAddress.of(socket));
    killed.close();
    assertThat(socket).exists();

    try (ApiServer server = new ApiServer(new MemoryFleet(), ListenOn.socket(socket))) {
      server.start();

      answers(socket);
    }
  }

  @Test
  void leavesASocketToWhoServesThere() throws IOException {
    Path socket = directory.resolve("fleet.sock");
    try (ApiServer first = new ApiServer(new MemoryFleet(), ListenOn.socket(socket))) {
      first.start();
      try (ApiServer second = new ApiServer(new MemoryFleet(), ListenOn.socket(socket))) {
        assertThatThrownBy(second::start)
            .isInstanceOf(IOException.class)
            .hasMessageContaining(socket.toString())
            .hasMessageContaining("another process serves there");
      }
      answers(socket);
    }
  }

  @Test
  void removesNoFileThatIsNoSocket() throws IOException {
    Path file = Files.writeString(directory.resolve("notes"), "mine");
    try (ApiServer server = new ApiServer(new MemoryFleet(), ListenOn.socket(file))) {
      assertThatThrownBy(server::start).hasMessageContaining("that is no socket");
    }
    assertThat(file).hasContent("mine");
  }

  @Test
  void namesAPortThatIsTaken() throws IOException {
    try (ApiServer first = new ApiServer(new MemoryFleet(), ListenOn.tcp(anyPort()))) {
      first.start();
      int port = first.port().orElseThrow();
      try (ApiServer second =
          new ApiServer(
              new MemoryFleet(),
              ListenOn.tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))) {
        assertThatThrownBy(second::start)
            .isInstanceOf(IOException.class)
            .hasMessageContaining(":" + port);
      }
    }
  }

  @Test
  void needsSomewhereToListen() {
    assertThatThrownBy(() -> new ListenOn(java.util.List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
