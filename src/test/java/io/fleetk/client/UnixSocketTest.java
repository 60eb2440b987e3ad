package io.fleetk.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class UnixSocketTest {
  @TempDir private Path directory;
  private ServerSocketChannel server;
  private Socket socket;
  private SocketChannel peer;

  @BeforeEach
  void connect() throws IOException {
    Path path = directory.resolve("s");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    socket = new UnixSocketFactory(path).createSocket();
    assertThat(socket.isConnected()).isFalse();
    socket.connect(null, 1000);
    peer = server.accept();
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    peer.close();
    server.close();
  }

  @Test
  void readsAndWrites() throws IOException {
    socket.getOutputStream().write("ping".getBytes(UTF_8));
    assertThat(Channels.newInputStream(peer).readNBytes(4)).isEqualTo("ping".getBytes(UTF_8));

    Channels.newOutputStream(peer).write("pong\u00ff".getBytes(UTF_8));
    assertThat(socket.getInputStream().readNBytes(4)).isEqualTo("pong".getBytes(UTF_8));
    assertThat(socket.getInputStream().read()).isEqualTo(0xC3);
  }

  @Test
  void seesTheEnd() throws IOException {
    peer.close();

    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void carriesMoreThanABufferWhileItReads() throws Exception {
    byte[] much = "0123456789".repeat(500_000).getBytes(UTF_8);
    FutureTask<byte[]> echo =
        new FutureTask<>(
            () -> {
              byte[] all = Channels.newInputStream(peer).readNBytes(much.length);
              Channels.newOutputStream(peer).write(all);
              return all;
            });
    Thread.ofVirtual().start(echo);

    socket.getOutputStream().write(much);

    assertThat(socket.getInputStream().readNBytes(much.length)).isEqualTo(much);
    assertThat(echo.get(10, TimeUnit.SECONDS)).hasSameSizeAs(much);
  }

  @Test
  void givesUpReadingInTime() throws IOException {
    socket.setSoTimeout(50);

    assertThat(socket.getSoTimeout()).isEqualTo(50);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    Channels.newOutputStream(peer).write(7);
    assertThat(socket.getInputStream().read()).as("and can go on").isEqualTo(7);
  }

  @Test
  void wakesAReaderWhenItIsClosed() {
    FutureTask<Integer> reading = new FutureTask<>(() -> socket.getInputStream().read());
    Thread reader = Thread.ofPlatform().start(reading);
    await().until(() -> reader.getState() == Thread.State.RUNNABLE || reading.isDone());

    assertThatThrownBy(
            () -> {
              socket.close();
              reading.get(10, TimeUnit.SECONDS);
            })
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IOException.class);
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void endsItsOutputAlone() throws IOException {
    socket.shutdownOutput();

    assertThat(socket.isOutputShutdown()).isTrue();
    assertThat(Channels.newInputStream(peer).read()).isEqualTo(-1);
    Channels.newOutputStream(peer).write(7);
    assertThat(socket.getInputStream().read()).isEqualTo(7);
  }

  @Test
  void failsOnAPathWhereNobodyListens() {
    assertThatThrownBy(
            () -> new UnixSocketFactory(directory.resolve("none")).createSocket("host", 80))
        .isInstanceOf(SocketException.class);
  }
}
