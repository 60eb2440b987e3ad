package io.fleetk.standin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.fleetk.tls.Handshake;
import io.fleetk.tls.Pem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.tls.HandshakeCertificates;

/** Keeps objects in memory, by their paths, for those who may have them. */
final class ApiServerStandIn {
  private static final String NODES = "fleetk:node-bootstrapper";
  private static final String APPROVAL = "fleetk:approve-first-certificates";

  private final Flags flags;
  private final Map<String, String> objects = new ConcurrentHashMap<>();
  private Peer etcd;

  /** Who asks. */
  private record User(String name, String group) {
    static final User NOBODY = new User("", "");
  }

  ApiServerStandIn(Flags flags) {
    this.flags = flags;
  }

  void run() throws IOException, GeneralSecurityException, InterruptedException {
    checkKeys();
    flags.require("authorization-mode", "Node,RBAC");
    flags.require("enable-admission-plugins", "NodeRestriction");
    flags.require("enable-bootstrap-token-auth", "true");
    flags.require("requestheader-allowed-names", "front-proxy-client");
    if (flags.has("audit-policy-file")) {
      flags.file("audit-policy-file");
    }
    if (flags.has("encryption-provider-config")) {
      flags.file("encryption-provider-config");
    }
    etcd =
        Peer.at(
            flags.get("etcd-servers").split(",", 2)[0],
            flags.file("etcd-cafile"),
            flags.file("etcd-certfile"),
            flags.file("etcd-keyfile"));
    requireEtcd();
    serve();
    StandIn.ready();
  }

  private void checkKeys() throws GeneralSecurityException {
    Path ca = flags.file("client-ca-file");
    X509Certificate own =
        Keys.requirePair(flags.file("tls-cert-file"), flags.file("tls-private-key-file"), ca);
    Keys.requireNames(
        own,
        List.of(
            "kubernetes.default.svc.cluster.local",
            "127.0.0.1",
            flags.get("advertise-address"),
            flags.get("service-cluster-ip-range").replaceAll("\\.0/\\d+$", ".1")));
    Keys.requirePair(
        flags.file("kubelet-client-certificate"), flags.file("kubelet-client-key"), ca);
    Keys.requirePair(
        flags.file("proxy-client-cert-file"),
        flags.file("proxy-client-key-file"),
        flags.file("requestheader-client-ca-file"));
    Keys.requirePair(
        flags.file("etcd-certfile"), flags.file("etcd-keyfile"), flags.file("etcd-cafile"));
    flags.file("service-account-key-file");
    Pem.privateKey(flags.file("service-account-signing-key-file"));
  }

  private void requireEtcd() throws IOException {
    if (etcd.get("/health").status() != 200) {
      throw new IOException("etcd is not healthy");
    }
  }

  private void serve() throws IOException {
    HandshakeCertificates certificates =
        Handshake.of(
            Optional.of(flags.file("client-ca-file")),
            Optional.of(flags.file("tls-cert-file")),
            Optional.of(flags.file("tls-private-key-file")));
    SSLContext context = certificates.sslContext();
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(Integer.parseInt(flags.get("secure-port"))), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = context.getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext("/", this::answer);
    server.setExecutor(Thread::startVirtualThread);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Peer.Answer answer;
      if (path.equals("/readyz")) {
        answer = new Peer.Answer(etcd.get("/health").status(), "ok");
      } else {
        answer = answer(exchange.getRequestMethod(), path, body, user(exchange));
      }
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private User user(HttpExchange exchange) {
    String authorization =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
    if (authorization.startsWith("Bearer ")) {
      String[] token = authorization.substring("Bearer ".length()).strip().split("\\.", 2);
      String secret =
          objects.get("/api/v1/namespaces/kube-system/secrets/bootstrap-token-" + token[0]);
      return secret != null && secret.contains("\"" + token[1] + "\"")
          ? new User("system:bootstrap:" + token[0], "system:bootstrappers")
          : User.NOBODY;
    }
    try {
      X509Certificate shown =
          (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
      return new User(Keys.part(shown, "CN"), Keys.part(shown, "O"));
    } catch (SSLPeerUnverifiedException e) {
      return User.NOBODY;
    }
  }

  private Peer.Answer answer(String method, String path, String body, User user) {
    if (user.equals(User.NOBODY)) {
      return new Peer.Answer(401, "{\"message\": \"Unauthorized\"}");
    }
    String kinds = kinds(path);
    if (!kinds.isEmpty()) {
      return new Peer.Answer(200, kinds);
    }
    if (!method.equals("GET") && !mayWrite(path, user)) {
      return new Peer.Answer(
          403, "{\"message\": \"%s may not write %s\"}".formatted(user.name(), path));
    }
    return switch (method) {
      case "GET" ->
          path.equals("/csr")
              ? new Peer.Answer(200, String.join("\n", pending()))
              : Optional.ofNullable(objects.get(path))
                  .map(text -> new Peer.Answer(200, text))
                  .orElse(new Peer.Answer(404, "{\"message\": \"not found\"}"));
      case "PATCH", "PUT", "POST" ->
          new Peer.Answer(objects.put(path, body) == null ? 201 : 200, "{}");
      default -> new Peer.Answer(405, "");
    };
  }

  private List<String> pending() {
    return objects.keySet().stream()
        .filter(path -> path.startsWith("/csr/") && !objects.containsKey("/signed" + path))
        .toList();
  }

  private boolean mayWrite(String path, User user) {
    String node = user.name().replace("system:node:", "");
    String lease = user.name().replace("system:", "");
    return user.group().equals("system:masters")
        || path.startsWith("/csr/") && user.group().equals("system:bootstrappers") && bound(NODES)
        || path.startsWith("/signed/csr/")
            && user.name().equals("system:kube-controller-manager")
            && bound(APPROVAL)
        || path.endsWith("/namespaces/kube-system/leases/" + lease)
        || user.group().equals("system:nodes")
            && (path.endsWith("/leases/" + node) || path.equals("/api/v1/nodes/" + node));
  }

  private boolean bound(String name) {
    return objects.containsKey("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/" + name);
  }

  /** The resources of an API group, for those who ask what there is. */
  private static String kinds(String path) {
    return switch (path) {
      case "/api/v1" ->
          resources(
              "secrets Secret true, serviceaccounts ServiceAccount true, configmaps ConfigMap"
                  + " true, services Service true");
      case "/apis/apps/v1" -> resources("deployments Deployment true");
      case "/apis/rbac.authorization.k8s.io/v1" ->
          resources("clusterroles ClusterRole false, clusterrolebindings ClusterRoleBinding false");
      case "/api/v1/services" -> "{\"items\": []}";
      default -> "";
    };
  }

  private static String resources(String list) {
    StringBuilder all = new StringBuilder();
    for (String resource : list.split(", ", -1)) {
      String[] parts = resource.split(" ", -1);
      all.append(all.isEmpty() ? "" : ", ")
          .append(
              "{\"name\": \"%s\", \"kind\": \"%s\", \"namespaced\": %s}"
                  .formatted(parts[0], parts[1], parts[2]));
    }
    return "{\"resources\": [%s]}".formatted(all);
  }
}
