package io.fleetk.kubernetes;

import static java.util.stream.Collectors.joining;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.fleetk.pki.ClusterNames;
import io.fleetk.pki.Initialization;
import io.fleetk.pki.InitializationRequest;
import io.fleetk.pki.KeyType;
import io.fleetk.pki.Lifetimes;
import io.fleetk.pki.PkiFolder;
import io.fleetk.tls.Handshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** An API server that keeps what is applied to it, or answers what it is told. */
public final class StandInApi implements AutoCloseable {
  private final Path keys;
  private final HttpsServer server;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Map<String, String> objects = new ConcurrentHashMap<>();
  private final Map<String, String> owners = new ConcurrentHashMap<>();
  private volatile int refusal;

  /** An API server on the loopback, with keys made in a folder. */
  public StandInApi(Path folder) throws IOException {
    this.server =
        HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    this.keys = folder.resolve("pki");
    String url = "https://127.0.0.1:" + server.getAddress().getPort();
    Initialization.run(
        new PkiFolder(keys),
        new InitializationRequest(
            new ClusterNames(
                "test",
                url,
                url,
                "10.96.0.0/16",
                "cluster.local",
                List.of(),
                List.of(),
                List.of(),
                List.of()),
            KeyType.ECDSA,
            Lifetimes.DEFAULT,
            Map.of(),
            Set.of()),
        Instant.now(),
        new SecureRandom());
    SSLContext context =
        Handshake.of(
                Optional.of(keys.resolve("ca.crt")),
                Optional.of(keys.resolve("apiserver.crt")),
                Optional.of(keys.resolve("apiserver.key")))
            .sslContext();
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = context.getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext("/", this::answer);
    server.start();
  }

  /** Its keys, as {@code fleetk pki init} makes them; {@code admin.conf} leads to it. */
  public Path keys() {
    return keys;
  }

  /** What it was asked: {@code METHOD PATH?QUERY TYPE by USER}. */
  public List<String> requests() {
    return requests;
  }

  /** What was applied, by paths. */
  public Map<String, String> objects() {
    return objects;
  }

  /** Answers everything with this status from now on; 0 ends that. */
  public void refuse(int status) {
    refusal = status;
  }

  /** Some of an object is somebody's from now on, who is told of in these words. */
  public void own(String path, String words) {
    owners.put(path, words);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      X509Certificate shown =
          (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
      String path = exchange.getRequestURI().getPath();
      requests.add(
          "%s %s %s by %s"
              .formatted(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI(),
                  exchange.getRequestHeaders().getFirst("Content-Type"),
                  shown.getSubjectX500Principal().getName()));
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (refusal != 0) {
        send(exchange, refusal, "{\"kind\": \"Status\", \"message\": \"not now\"}");
      } else if (exchange.getRequestMethod().equals("PATCH")) {
        apply(exchange, path, body);
      } else if (exchange.getRequestMethod().equals("DELETE")) {
        send(exchange, objects.remove(path) == null ? 404 : 200, "{}");
      } else if (path.endsWith("/secrets")) {
        send(exchange, 200, "{\"items\": [%s]}".formatted(labelled(path)));
      } else {
        send(exchange, 200, resources(path));
      }
    }
  }

  private void apply(HttpExchange exchange, String path, String body) throws IOException {
    if (owners.containsKey(path) && exchange.getRequestURI().getQuery().contains("force=false")) {
      send(
          exchange,
          409,
          """
          {"kind": "Status", "message": "%s", "reason": "Conflict", "code": 409,
           "details": {"causes": [{"reason": "FieldManagerConflict", "field": ".data"}]}}
          """
              .formatted(owners.get(path)));
    } else {
      send(exchange, objects.put(path, body) == null ? 201 : 200, "{}");
    }
  }

  private String labelled(String path) {
    return objects.entrySet().stream()
        .filter(object -> object.getKey().startsWith(path + "/"))
        .map(Map.Entry::getValue)
        .filter(object -> object.contains("\"app.kubernetes.io/managed-by\":\"fleetk\""))
        .collect(joining(", "));
  }

  private static String resources(String path) {
    return switch (path) {
      case "/api/v1" ->
          """
          {"resources": [
            {"name": "secrets", "kind": "Secret", "namespaced": true},
            {"name": "services", "kind": "Service", "namespaced": true},
            {"name": "services/status", "kind": "Service", "namespaced": true},
            {"name": "configmaps", "kind": "ConfigMap", "namespaced": true},
            {"name": "serviceaccounts", "kind": "ServiceAccount", "namespaced": true}]}
          """;
      case "/apis/rbac.authorization.k8s.io/v1" ->
          """
          {"resources": [
            {"name": "clusterroles", "kind": "ClusterRole", "namespaced": false},
            {"name": "clusterrolebindings", "kind": "ClusterRoleBinding", "namespaced": false}]}
          """;
      case "/apis/apps/v1" ->
          "{\"resources\": [{\"name\": \"deployments\", \"kind\": \"Deployment\", \"namespaced\": true}]}";
      default -> "{\"resources\": []}";
    };
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
