package io.fleetk.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Waits for the network's configuration in etcd, as flannel does without end; or ends at once when
 * its node has no subnet yet.
 */
final class FlannelStandIn {
  private static final JsonMapper JSON = new JsonMapper();

  private final Flags flags;

  FlannelStandIn(Flags flags) {
    this.flags = flags;
  }

  void run() throws IOException {
    String subnet = flags.has("kube-subnet-mgr") ? subnetOfNode() : subnetByEtcd();
    Files.createDirectories(Path.of("/run/flannel"));
    Files.writeString(
        Path.of("/run/flannel/subnet.env"),
        """
        FLANNEL_NETWORK=10.244.0.0/16
        FLANNEL_SUBNET=%s
        FLANNEL_MTU=1450
        FLANNEL_IPMASQ=true
        """
            .formatted(subnet));
    StandIn.ready();
  }

  private String subnetByEtcd() throws IOException {
    Peer etcd =
        Peer.at(
            flags.get("etcd-endpoints").split(",", 2)[0],
            flags.file("etcd-cafile"),
            flags.file("etcd-certfile"),
            flags.file("etcd-keyfile"));
    String key = flags.get("etcd-prefix") + "/config";
    String question =
        "{\"key\": \"%s\"}".formatted(Base64.getEncoder().encodeToString(key.getBytes(UTF_8)));
    while (!etcd.send("POST", "/v3/kv/range", question).body().contains("\"value\"")) {
      StandIn.pause();
    }
    return "10.244.103.1/24";
  }

  private String subnetOfNode() throws IOException {
    JsonNode network = JSON.readTree(Files.readString(flags.file("net-config-path")));
    if (network.path("Network").isMissingNode()) {
      throw new IOException(flags.get("net-config-path") + " names no Network");
    }
    String node = Optional.ofNullable(System.getenv("NODE_NAME")).orElse("");
    if (node.isEmpty() || !node.equals(node.toLowerCase(Locale.ROOT))) {
      throw new IOException("NODE_NAME is '%s', which no node is called".formatted(node));
    }
    String path = "/api/v1/nodes/" + node;
    Peer api = Peer.of(flags.file("kubeconfig-file"), "flannel");
    Peer.Answer answer = api.get(path);
    JsonNode subnet = JSON.readTree(answer.body()).at("/spec/podCIDR");
    if (answer.status() != 200 || subnet.isMissingNode()) {
      throw new IOException("node %s: pod cidr not assigned: %s".formatted(node, answer.body()));
    }
    Peer.Answer told =
        api.send(
            "PATCH",
            path + "/status",
            "{\"metadata\": {\"annotations\": {\"public-ip\": \"%s\"}}}"
                .formatted(flags.get("iface")));
    if (told.status() != 200) {
      throw new IOException("the node's address is refused: " + told.body());
    }
    return subnet.asString("").replaceFirst("\\.0/", ".1/");
  }
}
