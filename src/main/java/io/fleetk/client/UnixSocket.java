package io.fleetk.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A unix socket in the shape that OkHttp wants, which the JDK's unix channels do not have. The
 * channel never blocks; reading and writing wait on a selector each, so that time-outs hold and
 * {@link #close()} from another thread ends a wait.
 */
final class UnixSocket extends Socket {
  private final Path path;
  private final SocketChannel channel;
  private final Selector readable;
  private final Selector writable;
  private volatile int readTimeout;
  private volatile boolean inputShutdown;
  private volatile boolean outputShutdown;

  /** A socket, not connected. */
  UnixSocket(Path path) throws IOException {
    this.path = path;
    this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    this.readable = Selector.open();
    this.writable = Selector.open();
  }

  /** Connects to the path; the address that a URL gave means nothing here. */
  @Override
  public void connect(SocketAddress ignored, int timeout) throws IOException {
    channel.configureBlocking(false);
    // A unix connect never waits on a network, but it would for a listener that takes no callers.
    if (!channel.connect(UnixDomainSocketAddress.of(path))) {
      throw new ConnectException("too many callers wait for " + path);
    }
    channel.register(readable, SelectionKey.OP_READ);
    channel.register(writable, SelectionKey.OP_WRITE);
  }

  @Override
  public void connect(SocketAddress ignored) throws IOException {
    connect(ignored, 0);
  }

  @Override
  public InputStream getInputStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        int count = channel.read(buffer);
        while (count == 0 && buffer.hasRemaining()) {
          await(readable, readTimeout);
          count = channel.read(buffer);
        }
        return count;
      }

      @Override
      public void close() throws IOException {
        UnixSocket.this.close();
      }
    };
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
          if (channel.write(buffer) == 0) {
            await(writable, 0);
          }
        }
      }

      @Override
      public void close() throws IOException {
        UnixSocket.this.close();
      }
    };
  }

  /** Waits for a selector; 0 milliseconds is for ever, as for any socket. */
  private static void await(Selector selector, int milliseconds) throws IOException {
    int ready;
    try {
      ready = selector.select(milliseconds);
      selector.selectedKeys().clear();
    } catch (ClosedSelectorException e) {
      throw closed(e);
    }
    if (!selector.isOpen()) {
      throw closed(null);
    }
    if (Thread.interrupted()) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    if (ready == 0 && milliseconds > 0) {
      throw new SocketTimeoutException("Read timed out");
    }
  }

  private static SocketException closed(Exception cause) {
    return (SocketException) new SocketException("Socket closed").initCause(cause);
  }

  @Override
  public void close() throws IOException {
    // The selectors first: closing them is what wakes who waits.
    readable.close();
    writable.close();
    channel.close();
  }

  @Override
  public void shutdownInput() throws IOException {
    channel.shutdownInput();
    inputShutdown = true;
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
    outputShutdown = true;
  }

  @Override
  public boolean isInputShutdown() {
    return inputShutdown;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShutdown;
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isBound() {
    return channel.isConnected();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public void setSoTimeout(int milliseconds) {
    readTimeout = milliseconds;
  }

  @Override
  public int getSoTimeout() {
    return readTimeout;
  }

  /** Does nothing: there is no TCP here. */
  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public String toString() {
    return "unix://" + path;
  }
}
