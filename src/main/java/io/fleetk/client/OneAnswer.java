package io.fleetk.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/**
 * The answer to one GET, over a connection of its own, from an endpoint without TLS. For a process
 * that asks nothing else: the client that {@link HttpFleet} needs takes longer to load than the
 * answer to come.
 */
public final class OneAnswer implements AutoCloseable {
  private static final int DEFAULT_PORT = 80;
  private static final int LONGEST_LINE = 8192;

  private final SocketChannel channel;
  private final InputStream body;

  private OneAnswer(SocketChannel channel, InputStream body) {
    this.channel = channel;
    this.body = body;
  }

  /** Whether an endpoint can be asked so: {@code http://} and {@code unix://}. */
  public static boolean canAsk(String endpoint) {
    return endpoint.startsWith("http://") || endpoint.startsWith("unix:///");
  }

  /**
   * Asks. It may take for ever: close it from another thread, or end.
   *
   * @param endpoint one that {@link #canAsk}
   * @throws IOException when there is no answer, or another one than 200
   */
  public static OneAnswer to(String endpoint, String path) throws IOException {
    URI uri = URI.create(endpoint);
    boolean unix = uri.getScheme().equals("unix");
    SocketAddress address =
        unix
            ? UnixDomainSocketAddress.of(uri.getPath())
            : new InetSocketAddress(
                uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
    SocketChannel channel =
        unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
    try {
      channel.connect(address);
      // By HTTP/1.0 an answer comes whole, and ends with the connection.
      String host = unix ? "localhost" : uri.getRawAuthority();
      ByteBuffer request =
          ByteBuffer.wrap(
              ("GET " + path + " HTTP/1.0\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(UTF_8));
      while (request.hasRemaining()) {
        channel.write(request);
      }
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
      String status = line(in);
      if (!status.matches("HTTP/1\\.. 200( .*)?")) {
        throw new IOException("GET " + path + " is answered with " + status);
      }
      while (!line(in).isEmpty()) {
        // Nothing that the headers could say changes anything.
      }
      return new OneAnswer(channel, in);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int letter = in.read(); letter != '\n'; letter = in.read()) {
      if (letter < 0 || line.length() > LONGEST_LINE) {
        throw new IOException("the answer is not HTTP");
      }
      line.append((char) letter);
    }
    return line.toString().stripTrailing();
  }

  /** What was answered. */
  public InputStream body() {
    return body;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
