package io.fleetk.standin;

import io.fleetk.kubernetes.Kubeconfig;
import io.fleetk.tls.Handshake;
import io.fleetk.tls.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;

/** Somebody who is asked over HTTPS, each time on a connection of its own. */
final class Peer {
  private final String server;
  private final OkHttpClient http;
  private final Optional<String> token;

  /** An answer. */
  record Answer(int status, String body) {}

  private Peer(String server, HandshakeCertificates certificates, Optional<String> token) {
    this.server = server;
    this.token = token;
    this.http =
        new OkHttpClient.Builder()
            .callTimeout(Duration.ofSeconds(5))
            .sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager())
            .build();
  }

  static Peer at(String server, Path authority, Path certificate, Path key) {
    return new Peer(
        server,
        Handshake.of(Optional.of(authority), Optional.of(certificate), Optional.of(key)),
        Optional.empty());
  }

  static Peer withToken(String server, Path authority, String token) {
    return new Peer(
        server,
        Handshake.of(Optional.of(authority), Optional.empty(), Optional.empty()),
        Optional.of(token));
  }

  /** The API, as the user of a kubeconfig, who must be this one. */
  static Peer of(Path kubeconfig, String user) throws IOException {
    Kubeconfig config = Kubeconfig.read(kubeconfig);
    X509Certificate own =
        Pem.certificates(
            kubeconfig.toString(), config.certificate().getBytes(StandardCharsets.US_ASCII))[0];
    if (!Keys.part(own, "CN").equals(user)) {
      throw new IOException(
          "%s is for %s and must be for %s"
              .formatted(kubeconfig, own.getSubjectX500Principal(), user));
    }
    return at(
        config.server(),
        temporary(config.authority()),
        temporary(config.certificate()),
        temporary(config.key()));
  }

  private static Path temporary(String text) throws IOException {
    return Files.writeString(Files.createTempFile("standin", ".pem"), text);
  }

  Answer get(String path) throws IOException {
    return call(new Request.Builder().url(server + path));
  }

  Answer send(String method, String path, String body) throws IOException {
    return call(
        new Request.Builder()
            .url(server + path)
            .method(method, RequestBody.create(body.getBytes(StandardCharsets.UTF_8))));
  }

  private Answer call(Request.Builder request) throws IOException {
    request.header("Connection", "close");
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    try (Response response = http.newCall(request.build()).execute()) {
      return new Answer(response.code(), response.body().string());
    }
  }
}
