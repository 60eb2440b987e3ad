package io.fleetk.balance;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;

/**
 * Connects to backends.
 *
 * @param port the port that all backends serve on
 * @param timeout how long one may take to accept
 */
record Dialer(int port, Duration timeout) {
  /** After so many seconds without a byte the other side is asked whether it is still there. */
  private static final int KEEP_IDLE = 5;

  private static final int KEEP_INTERVAL = 3;
  private static final int KEEP_COUNT = 3;

  /** A connection to a backend. */
  Socket dial(String host) throws IOException {
    var socket = new Socket(Proxy.NO_PROXY);
    try {
      tune(socket);
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), millis());
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private int millis() {
    return Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
  }

  /**
   * Sends what is written at once, and notices within 14 seconds that the other side is without
   * power, though nothing is written.
   */
  static void tune(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_IDLE);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_INTERVAL);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_COUNT);
  }

  /** What a failure to connect says of a backend. */
  static Finding finding(IOException failure) {
    return switch (failure) {
      case SocketTimeoutException _ ->
          new Finding(Finding.Kind.UNREACHABLE, "no answer to a connection");
      case NoRouteToHostException _ -> new Finding(Finding.Kind.UNREACHABLE, "no route to host");
      case UnknownHostException _ -> new Finding(Finding.Kind.REFUSED, "no such host");
      case ConnectException e when String.valueOf(e.getMessage()).contains("refused") ->
          new Finding(Finding.Kind.REFUSED, "connection refused");
      default ->
          new Finding(
              Finding.Kind.UNREACHABLE, "no connection: " + String.valueOf(failure.getMessage()));
    };
  }
}
