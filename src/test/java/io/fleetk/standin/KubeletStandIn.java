package io.fleetk.standin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Joins by its token, then says of its node what the real one would. */
final class KubeletStandIn {
  private static final Path SOCKET = Path.of("/run/containerd/containerd.sock");
  private static final YAMLMapper YAML = new YAMLMapper();

  private final Flags flags;

  KubeletStandIn(Flags flags) {
    this.flags = flags;
  }

  void run() throws IOException, InterruptedException {
    JsonNode config = YAML.readTree(Files.readString(flags.file("config")));
    for (Map.Entry<String, String> wanted :
        Map.of(
                "/kind", "KubeletConfiguration",
                "/authentication/anonymous/enabled", "false",
                "/authorization/mode", "Webhook",
                "/rotateCertificates", "true",
                "/readOnlyPort", "0",
                "/containerRuntimeEndpoint", "unix://" + SOCKET)
            .entrySet()) {
      if (!config.at(wanted.getKey()).asString("").equals(wanted.getValue())) {
        throw new IOException("%s must be %s".formatted(wanted.getKey(), wanted.getValue()));
      }
    }
    Path authority = Path.of(config.at("/authentication/x509/clientCAFile").asString(""));
    if (!Files.exists(authority)) {
      throw new IOException("there is no clientCAFile " + authority);
    }
    Path resolver = Path.of(config.at("/resolvConf").asString(""));
    if (!Files.exists(resolver)) {
      throw new IOException("there is no resolvConf " + resolver);
    }
    if (!Files.exists(SOCKET)) {
      throw new IOException("there is no " + SOCKET);
    }
    Health.plain("127.0.0.1:10248", "/healthz", () -> "ok");
    StandIn.ready();
    String node = flags.get("hostname-override");
    JsonNode bootstrap = YAML.readTree(Files.readString(flags.file("bootstrap-kubeconfig")));
    String server = bootstrap.at("/clusters/0/cluster/server").asString("");
    Path joined = Path.of(flags.get("kubeconfig"));
    Path pem = Path.of(flags.get("cert-dir"), "kubelet-client-current.pem");
    while (!Files.exists(pem)) {
      try {
        Files.createDirectories(pem.getParent());
        Files.writeString(
            joined,
            """
            clusters:
            - cluster:
                certificate-authority: %s
                server: %s
            """
                .formatted(authority, server));
        join(node, bootstrap, server, authority, pem);
      } catch (IOException e) {
        System.err.println(e.getMessage());
        StandIn.pause();
      }
    }
    JsonNode cluster = YAML.readTree(Files.readString(joined)).at("/clusters/0/cluster");
    Peer api =
        Peer.at(
            cluster.path("server").asString(""),
            Path.of(cluster.path("certificate-authority").asString("")),
            pem.resolveSibling("certificate.pem"),
            pem.resolveSibling("key.pem"));
    while (true) {
      try {
        report(api, node);
      } catch (IOException e) {
        System.err.println(e.getMessage());
      }
      StandIn.pause();
    }
  }

  private void join(String node, JsonNode bootstrap, String server, Path authority, Path pem)
      throws IOException, InterruptedException {
    String token =
        Files.readString(Path.of(bootstrap.at("/users/0/user/tokenFile").asString(""))).strip();
    Peer api = Peer.withToken(server, authority, token);
    Path key = pem.resolveSibling("key.pem");
    Path request = pem.resolveSibling("request.pem");
    OpenSsl.run(
        List.of(
            "req",
            "-new",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-subj",
            "/O=system:nodes/CN=system:node:" + node,
            "-keyout",
            key.toString(),
            "-out",
            request.toString()));
    Peer.Answer asked = api.send("POST", "/csr/" + node, Files.readString(request));
    if (asked.status() >= 300) {
      throw new IOException("the request for a certificate is refused: " + asked.body());
    }
    Peer.Answer signed = api.get("/signed/csr/" + node);
    while (signed.status() == 404) {
      StandIn.pause();
      signed = api.get("/signed/csr/" + node);
    }
    // Java reads no certificates from a file with a key in it.
    Files.writeString(pem.resolveSibling("certificate.pem"), signed.body());
    Files.writeString(pem, signed.body() + Files.readString(key));
  }

  /** The lease first, as the real one, which tells of its conditions only later. */
  private static void report(Peer api, String node) throws IOException {
    api.send(
        "PUT",
        "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/" + node,
        "{\"spec\": {\"renewTime\": \"%s\"}}".formatted(Instant.now()));
    StandIn.pause();
    boolean ready = Files.exists(Path.of("/etc/cni/net.d/10-flannel.conflist"));
    api.send(
        "PATCH",
        "/api/v1/nodes/" + node,
        """
        {"metadata": {"name": "%s"}, "status": {"conditions": [
          {"type": "Ready", "status": "%s", "lastHeartbeatTime": "%s"}]}}
        """
            .formatted(
                node, ready ? "True" : "False", Instant.now().truncatedTo(ChronoUnit.SECONDS)));
  }
}
