package io.fleetk.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A server that answers with whatever bytes a test gives it, one request to a connection. An empty
 * answer is none: the connection stays open and silent.
 */
final class CannedServer implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final UnaryOperator<String> answer;
  private final Thread thread;

  /**
   * Begins to listen.
   *
   * @param answer what to answer to a request, which is given as its first line, a newline and its
   *     body
   */
  CannedServer(UnaryOperator<String> answer) throws IOException {
    this.answer = answer;
    this.thread = Thread.ofVirtual().start(this::accept);
  }

  /** An answer with a body. */
  static String ok(String type, String body) {
    return status("200 OK", type, body);
  }

  static String status(String status, String type, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + body.getBytes(UTF_8).length
        + "\r\nConnection: close\r\n\r\n"
        + body;
  }

  int port() {
    return socket.getLocalPort();
  }

  Endpoint endpoint() {
    return Endpoint.parse("http://127.0.0.1:" + port());
  }

  /** What was asked so far. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
      String first = in.readLine();
      if (first == null) {
        return;
      }
      int length = 0;
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
          length = Integer.parseInt(line.substring(15).strip());
        }
      }
      char[] body = new char[length];
      for (int read = 0; read < length; ) {
        int count = in.read(body, read, length - read);
        if (count < 0) {
          return;
        }
        read += count;
      }
      String request = first + "\n" + new String(body);
      requests.add(request);
      String text = answer.apply(request);
      if (!text.isEmpty()) {
        connection.getOutputStream().write(text.getBytes(UTF_8));
        connection.close();
      }
    } catch (IOException e) {
      // The client left, or the test is over.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : connections) {
      connection.close();
    }
    thread.interrupt();
  }
}
