package io.fleetk.standin;

import io.fleetk.tls.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds its lease; as controller manager it signs the certificates that nodes ask for, and gives
 * nodes their parts of the pods' network when told to.
 */
final class ControllerStandIn {
  private static final JsonMapper JSON = new JsonMapper();

  private final String program;
  private final Flags flags;

  ControllerStandIn(String program, Flags flags) {
    this.program = program;
    this.flags = flags;
  }

  void run() throws IOException, GeneralSecurityException, InterruptedException {
    flags.require("leader-elect", "true");
    flags.require("bind-address", "127.0.0.1");
    flags.require("authentication-kubeconfig", flags.get("kubeconfig"));
    flags.require("authorization-kubeconfig", flags.get("kubeconfig"));
    boolean signs = program.equals("kube-controller-manager");
    if (signs) {
      flags.require("use-service-account-credentials", "true");
      flags.file("root-ca-file");
      Pem.privateKey(flags.file("service-account-private-key-file"));
      Keys.requireAlone(flags.file("cluster-signing-cert-file"));
      Keys.requirePair(
          flags.file("cluster-signing-cert-file"),
          flags.file("cluster-signing-key-file"),
          flags.file("root-ca-file"));
    }
    Peer api = Peer.of(flags.file("kubeconfig"), "system:" + program);
    renew(api); // Without the API it ends at once, as the real one does.
    Health.secure("127.0.0.1", Integer.parseInt(flags.get("secure-port")));
    while (true) {
      try {
        renew(api);
        if (signs) {
          sign(api);
          allocate(api);
        }
      } catch (IOException e) {
        System.err.println(e.getMessage());
      }
      StandIn.pause();
    }
  }

  private void renew(Peer api) throws IOException {
    Peer.Answer answer =
        api.send(
            "PUT",
            "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/" + program,
            "{\"spec\": {\"holderIdentity\": \"%s\", \"renewTime\": \"%s\"}}"
                .formatted(program, Instant.now()));
    if (answer.status() >= 300) {
      throw new IOException("the lease is refused: " + answer.body());
    }
  }

  private void sign(Peer api) throws IOException, InterruptedException {
    for (String path : api.get("/csr").body().lines().toList()) {
      Path request = Files.createTempFile("request", ".pem");
      Path signed = Files.createTempFile("signed", ".pem");
      Files.writeString(request, api.get(path).body());
      OpenSsl.run(
          List.of(
              "x509",
              "-req",
              "-days",
              "1",
              "-in",
              request.toString(),
              "-CA",
              flags.get("cluster-signing-cert-file"),
              "-CAkey",
              flags.get("cluster-signing-key-file"),
              "-set_serial",
              Long.toString(System.nanoTime()),
              "-out",
              signed.toString()));
      api.send("PUT", "/signed" + path, Files.readString(signed));
    }
  }

  private void allocate(Peer api) throws IOException {
    if (!flags.has("allocate-node-cidrs")) {
      return;
    }
    flags.require("allocate-node-cidrs", "true");
    String network = flags.get("cluster-cidr").replaceFirst("\\.0\\.0/16$", "");
    JsonNode nodes = JSON.readTree(api.get("/api/v1/nodes").body()).path("items");
    int given = 0;
    for (JsonNode node : nodes) {
      given += node.at("/spec/podCIDR").isMissingNode() ? 0 : 1;
    }
    for (JsonNode node : nodes) {
      if (node.at("/spec/podCIDR").isMissingNode()) {
        api.send(
            "PATCH",
            "/api/v1/nodes/" + node.at("/metadata/name").asString(""),
            "{\"spec\": {\"podCIDR\": \"%s.%d.0/24\"}}".formatted(network, given++));
      }
    }
  }
}
