package io.fleetk.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetk.api.ListenOn.Place;
import io.fleetk.fleet.MemoryFleet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    assertThatThrownBy(() -> new ListenOn(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  /** The status of an answer on a connection. */
  private static String ask(SocketChannel channel) throws IOException {
    return ask(channel, RawHttp.request("GET", "/fleet/v1/units", ""));
  }

  private static String ask(SocketChannel channel, String request) throws IOException {
    channel.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
    ByteBuffer answer = ByteBuffer.allocate(12);
    while (answer.hasRemaining() && channel.read(answer) >= 0) {
      // The first line is enough.
    }
    return new String(answer.array(), US_ASCII);
  }

  private static SocketChannel connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return channel;
  }

  @Test
  void borrowsASocketThatWasPassedToIt() throws IOException {
    Path socket = directory.resolve("passed.sock");
    try (ServerSocketChannel passed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      passed.bind(UnixDomainSocketAddress.of(socket));
      ListenOn place = new ListenOn(List.of(new Place.Passed(passed)));
      try (ApiServer first = new ApiServer(new MemoryFleet(), place);
          SocketChannel caller = connect(socket)) {
        first.start();
        assertThat(ask(caller)).isEqualTo("HTTP/1.1 200");
      }
      assertThat(passed.isOpen()).isTrue();

      try (SocketChannel early = connect(socket);
          ApiServer second = new ApiServer(new MemoryFleet(), place)) {
        second.start();
        assertThat(ask(early)).isEqualTo("HTTP/1.1 200");
      }
    }
    assertThat(socket).exists();
  }

  @Test
  void answersCallersThatNameNoHost() throws IOException {
    Path own = directory.resolve("own.sock");
    Path path = directory.resolve("passed.sock");
    try (ServerSocketChannel passed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      passed.bind(UnixDomainSocketAddress.of(path));
      ListenOn places =
          new ListenOn(List.of(new Place.Socket(own, Optional.empty()), new Place.Passed(passed)));
      try (ApiServer server = new ApiServer(new MemoryFleet(), places)) {
        server.start();

        for (Path socket : List.of(own, path)) {
          try (SocketChannel caller = connect(socket)) {
            assertThat(ask(caller, "GET /fleet/v1/units HTTP/1.0\r\n\r\n"))
                .isEqualTo("HTTP/1.1 200");
          }
        }
      }
    }
  }

  @Test
  void aSocketGoesToItsGroupWhereThereIsOne() throws IOException {
    Path socket = directory.resolve("fleet.sock");
    String group = Files.readAttributes(directory, PosixFileAttributes.class).group().getName();
    for (String name : List.of(group, "no-such-group")) {
      var place = new Place.Socket(socket, Optional.of(name));
      try (ApiServer server = new ApiServer(new MemoryFleet(), new ListenOn(List.of(place)))) {
        server.start();
        assertThat(Files.readAttributes(socket, PosixFileAttributes.class).group().getName())
            .isEqualTo(group);
      }
    }
  }

  @Test
  void servesAnotherFleetWithoutANewSocket() throws IOException {
    MemoryFleet other = new MemoryFleet();
    other.machine(ServedFleet.ONE, "10.0.0.1", Map.of());
    try (ApiServer server = new ApiServer(new MemoryFleet(), ListenOn.tcp(anyPort()))) {
      server.start();
      RawHttp http = new RawHttp(server.port().orElseThrow());
      String machines = RawHttp.request("GET", "/fleet/v1/machines", "");
      assertThat(http.send(machines).body()).doesNotContain(ServedFleet.ONE);

      server.withdraw();
      server.serve(other);

      assertThat(http.send(machines).body()).contains(ServedFleet.ONE);
    }
  }
}
