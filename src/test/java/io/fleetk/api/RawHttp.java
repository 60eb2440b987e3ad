package io.fleetk.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/** Speaks HTTP letter by letter, as no library would let a test do. */
final class RawHttp {
  private static final int PATIENCE_MILLIS = 20_000;

  private final int port;

  RawHttp(int port) {
    this.port = port;
  }

  /** A request with its usual headers; the body's length is told. */
  static String request(String method, String path, String body, String... headers) {
    StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: fleet\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    if (!body.isEmpty()) {
      text.append("Content-Length: ").append(body.getBytes(UTF_8).length).append("\r\n");
    }
    return text + "Connection: close\r\n\r\n" + body;
  }

  /** Sends text and gives all that comes back until the server closes. */
  Answer send(String request) throws IOException {
    return send(request.getBytes(UTF_8));
  }

  Answer send(byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      try {
        socket.getOutputStream().write(request);
        socket.getOutputStream().flush();
        socket.getInputStream().transferTo(answer);
      } catch (SocketException e) {
        // A server that cuts a request off may reset the connection behind its answer.
        if (answer.size() == 0) {
          throw e;
        }
      }
      return new Answer(answer.toString(ISO_8859_1));
    }
  }

  /** What came back, head and body; the body is read as UTF-8 that was sent whole. */
  record Answer(String text) {
    int status() {
      return Integer.parseInt(text.substring(9, 12));
    }

    String header(String name) {
      return text.lines()
          .takeWhile(line -> !line.isEmpty())
          .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
          .map(line -> line.substring(name.length() + 2))
          .findFirst()
          .orElse("");
    }

    String body() {
      return new String(text.substring(text.indexOf("\r\n\r\n") + 4).getBytes(ISO_8859_1), UTF_8);
    }
  }
}
