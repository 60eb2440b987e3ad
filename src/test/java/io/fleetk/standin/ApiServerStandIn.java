package io.fleetk.standin;

import static java.util.stream.Collectors.joining;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.tls.HandshakeCertificates;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Keeps objects in memory, by their paths, for those who may have them. */
final class ApiServerStandIn {
  private static final String NODES = "fleetk:node-bootstrapper";
  private static final String APPROVAL = "fleetk:approve-first-certificates";
  private static final String FLANNEL = "fleetk:flannel";
  private static final String NODE = "/api/v1/nodes";
  private static final String SECRETS = "/api/v1/namespaces/kube-system/secrets";
  private static final List<String> HEALTH = List.of("/readyz", "/livez", "/healthz");
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final JsonMapper JSON = new JsonMapper();

  private final Flags flags;
  private final Map<String, String> objects = new ConcurrentHashMap<>();
  private Peer etcd;
  private List<String> open = HEALTH;

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
    if (flags.has("authentication-config")) {
      open = openPaths(flags.file("authentication-config"));
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

  /** What strangers may ask for. */
  private static List<String> openPaths(Path file) throws IOException {
    JsonNode config = YAML.readTree(Files.readString(file));
    if (!config.path("kind").asString("").equals("AuthenticationConfiguration")) {
      throw new IOException(file + " is no AuthenticationConfiguration");
    }
    List<String> paths = new ArrayList<>();
    if (config.at("/anonymous/enabled").asBoolean(false)) {
      config
          .at("/anonymous/conditions")
          .forEach(condition -> paths.add(condition.path("path").asString("")));
    }
    return paths;
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
      Peer.Answer answer = answer(exchange.getRequestMethod(), path, body, user(exchange));
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
      String secret = objects.get(SECRETS + "/bootstrap-token-" + token[0]);
      String known = Base64.getEncoder().encodeToString(token[1].getBytes(StandardCharsets.UTF_8));
      return secret != null && secret.contains("\"token-secret\":\"%s\"".formatted(known))
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

  private Peer.Answer answer(String method, String path, String body, User user)
      throws IOException {
    if (user.equals(User.NOBODY) && !open.contains(path)) {
      return new Peer.Answer(401, "{\"message\": \"Unauthorized\"}");
    }
    if (HEALTH.contains(path)) {
      return new Peer.Answer(etcd.get("/health").status(), "ok");
    }
    String kinds = kinds(path);
    if (!kinds.isEmpty()) {
      return new Peer.Answer(200, kinds);
    }
    boolean reads = method.equals("GET");
    if (!(user.group().equals("system:masters")
        || (reads ? mayRead(path, user) : mayWrite(path, user)))) {
      return new Peer.Answer(
          403,
          "{\"message\": \"%s may not %s %s\"}"
              .formatted(user.name(), reads ? "read" : "write", path));
    }
    return switch (method) {
      case "GET" -> read(path);
      case "PUT", "POST" -> new Peer.Answer(objects.put(path, body) == null ? 201 : 200, "{}");
      case "PATCH" -> patch(path.replaceFirst("/status$", ""), body);
      case "DELETE" -> new Peer.Answer(objects.remove(path) == null ? 404 : 200, "{}");
      default -> new Peer.Answer(405, "");
    };
  }

  private Peer.Answer read(String path) {
    return switch (path) {
      case "/csr" -> new Peer.Answer(200, String.join("\n", pending()));
      case "/api/v1/services" -> new Peer.Answer(200, "{\"items\": []}");
      case NODE, SECRETS ->
          new Peer.Answer(
              200,
              objects.entrySet().stream()
                  .filter(object -> object.getKey().startsWith(path + "/"))
                  .map(Map.Entry::getValue)
                  .collect(joining(", ", "{\"items\": [", "]}")));
      default ->
          Optional.ofNullable(objects.get(path))
              .map(text -> new Peer.Answer(200, text))
              .orElse(new Peer.Answer(404, "{\"message\": \"not found\"}"));
    };
  }

  /** Leaves what is not in the patch; makes an object that is not there. */
  private Peer.Answer patch(String path, String body) {
    boolean isNew = !objects.containsKey(path);
    objects.merge(
        path, body, (old, added) -> merged(JSON.readTree(old), JSON.readTree(added)).toString());
    return new Peer.Answer(isNew ? 201 : 200, "{}");
  }

  private static JsonNode merged(JsonNode old, JsonNode added) {
    if (!(old instanceof ObjectNode whole) || !added.isObject()) {
      return added;
    }
    added
        .properties()
        .forEach(
            field ->
                whole.set(field.getKey(), merged(whole.path(field.getKey()), field.getValue())));
    return whole;
  }

  private List<String> pending() {
    return objects.keySet().stream()
        .filter(path -> path.startsWith("/csr/") && !objects.containsKey("/signed" + path))
        .toList();
  }

  private boolean mayRead(String path, User user) {
    return switch (user.name()) {
      case "system:kube-controller-manager" ->
          path.startsWith("/csr") || path.equals(NODE) || isOwn(path, user);
      case "system:kube-proxy" -> path.equals("/api/v1/services");
      case "flannel" -> path.startsWith(NODE) && bound(FLANNEL);
      default ->
          isOwn(path, user)
              || (path.startsWith("/signed/csr/") && user.group().equals("system:bootstrappers"));
    };
  }

  private boolean mayWrite(String path, User user) {
    return isOwn(path, user)
        || (path.startsWith("/csr/") && user.group().equals("system:bootstrappers") && bound(NODES))
        || (path.startsWith("/signed/csr/")
            && user.name().equals("system:kube-controller-manager")
            && bound(APPROVAL))
        || (path.startsWith(NODE + "/") && user.name().equals("system:kube-controller-manager"))
        || (path.matches(NODE + "/[^/]+/status")
            && user.name().equals("flannel")
            && bound(FLANNEL));
  }

  /** A node's own node and lease; the lease of whoever elects its leader. */
  private static boolean isOwn(String path, User user) {
    if (user.group().equals("system:nodes")) {
      String node = user.name().replace("system:node:", "");
      return path.equals(NODE + "/" + node) || path.endsWith("/kube-node-lease/leases/" + node);
    }
    return path.endsWith(
        "/namespaces/kube-system/leases/" + user.name().replaceFirst("^system:", ""));
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
