package io.fleetk.balance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * One client's connection, led on to a backend: bytes go through as they come, and an end of what
 * one side sends is passed on while the other may still send. A slow reader slows the writer.
 */
final class Relay implements AutoCloseable {
  /** What an idle connection holds in each direction, in bytes. */
  private static final int SMALL = 2 * 1024;

  /** What a busy one holds. */
  private static final int LARGE = 64 * 1024;

  private final Socket client;
  private final Socket backend;
  private final String host;
  private volatile long movedNanos = System.nanoTime();

  Relay(Socket client, Socket backend, String host) {
    this.client = client;
    this.backend = backend;
    this.host = host;
  }

  String host() {
    return host;
  }

  /** When bytes last moved, by {@link System#nanoTime()}. */
  long movedNanos() {
    return movedNanos;
  }

  /** Carries bytes both ways until both sides have ended, or one has failed. */
  void run() throws InterruptedException {
    Thread upward = Thread.ofVirtual().name("to " + host).start(() -> carry(client, backend));
    carry(backend, client);
    upward.join();
    close();
  }

  private void carry(Socket from, Socket to) {
    byte[] buffer = new byte[SMALL];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        movedNanos = System.nanoTime();
        out.write(buffer, 0, length);
        buffer = fitting(buffer, length);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One side is gone, and the other shall hear of it; there is nobody else to tell.
      close();
    }
  }

  /** A buffer for the next read: larger after a full one, small again when little comes. */
  private static byte[] fitting(byte[] buffer, int length) {
    if (length == buffer.length && length < LARGE) {
      return new byte[Math.min(LARGE, length * 4)];
    }
    return length < SMALL && buffer.length > SMALL ? new byte[SMALL] : buffer;
  }

  /** Ends both sides' connections. */
  @Override
  public void close() {
    close(client);
    close(backend);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more, closed or not.
    }
  }
}
