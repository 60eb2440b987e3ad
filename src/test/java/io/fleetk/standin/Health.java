package io.fleetk.standin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** Health URLs on the loopback. */
final class Health {
  private Health() {}

  /** In the clear; answers 200 with the text, or 503 with an empty one. */
  static void plain(String address, String path, Supplier<String> text) throws IOException {
    String[] parts = address.split(":", 2);
    if (!parts[0].equals("127.0.0.1")) {
      throw new IOException("it would serve in the clear at " + address);
    }
    HttpServer server =
        HttpServer.create(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])), 0);
    server.createContext(path, exchange -> answer(exchange, text.get()));
    server.start();
  }

  /** By TLS, with a certificate that nobody signed. */
  static void secure(String host, int port) throws IOException {
    HandshakeCertificates own =
        new HandshakeCertificates.Builder()
            .heldCertificate(new HeldCertificate.Builder().addSubjectAlternativeName(host).build())
            .build();
    HttpsServer server = HttpsServer.create(new InetSocketAddress(host, port), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(own.sslContext()));
    server.createContext("/healthz", exchange -> answer(exchange, "ok"));
    server.start();
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, Math.max(1, body.length));
      exchange.getResponseBody().write(body.length == 0 ? new byte[] {'\n'} : body);
    }
  }
}
